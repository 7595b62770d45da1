import type { Schemas } from '../api/schema.d.ts'

/**
 * A link that was made together with its person, until their screen has shown it. In memory only:
 * the API tells it once.
 */
const told = new Map<string, Schemas['NewPasswordLink']>()

export function tellLink(personId: string, link: Schemas['NewPasswordLink']): void {
  told.set(personId, link)
}

export function toldLink(personId: string): Schemas['NewPasswordLink'] | undefined {
  return told.get(personId)
}

export function forgetLink(personId: string): void {
  told.delete(personId)
}
