import { useQueryClient } from '@tanstack/react-query'
import type { Versioned } from '../api/client.ts'
import { isRefused } from '../api/refused.ts'
import { changeServer, readServer, type Server, serverKey } from './server-api.ts'

type Lists = Pick<Server['settings'], 'scopes' | 'claims' | 'accessPolicies'>

/**
 * Saves one list of a server as a whole, on the version it was read in. When somebody else was
 * faster what is there now is shown behind the open form, which keeps what was typed: saving again
 * puts the entry into the newest list.
 */
export function useList<K extends keyof Lists>({ value, etag }: Versioned<Server>, key: K) {
  const queries = useQueryClient()
  const { id } = value
  const items = value.settings[key] as Lists[K]
  const save = async (list: Lists[K]) => {
    try {
      queries.setQueryData(serverKey(id), await changeServer(id, etag, { [key]: list }))
    } catch (error) {
      if (isRefused(error, 412)) queries.setQueryData(serverKey(id), await readServer(id))
      throw error
    }
  }
  return { items, save }
}

/** The list with one entry in place of another. */
export function withEntry<T>(items: readonly T[], at: number, entry: T): T[] {
  return items.map((one, i) => (i === at ? entry : one))
}

/**
 * The list with what a form holds: at the end, or in place of the entry that the form began with.
 * The list may be newer than the form; what somebody else changed meanwhile is not written over.
 */
export function withEdited<T>(items: readonly T[], before: T | undefined, entry: T): T[] {
  if (before === undefined) return [...items, entry]
  const began = JSON.stringify(before)
  const at = items.findIndex((one) => JSON.stringify(one) === began)
  if (at !== -1) return withEntry(items, at, entry)
  throw new Error(
    'Somebody else changed or deleted this meanwhile. What you typed is still here: note what you need, close this, and look at what there is now.',
  )
}

export function withoutEntry<T>(items: readonly T[], at: number): T[] {
  return items.filter((_, i) => i !== at)
}

export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const list = [...items]
  const [one] = list.splice(from, 1)
  if (one !== undefined) list.splice(from + by, 0, one)
  return list
}
