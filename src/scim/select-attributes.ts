import type { Resource } from './answers.ts'
import type { Shown } from './list-query.ts'

const ALWAYS = ['id', 'schemas']

/** A resource with the attributes that were asked for, or without those that were not wanted. */
export function select(resource: Resource, { only, without }: Shown): object {
  if (only.length > 0) {
    return pick(
      resource,
      (path) => ALWAYS.includes(path) || only.some((one) => isWithin(path, one)),
    )
  }
  if (without.length === 0) return resource
  return pick(resource, (path) => ALWAYS.includes(path) || !without.includes(path))
}

/** Whether any of it is left to be shown: members of ten thousand are not read for nothing. */
export function isShown(name: string, { only, without }: Shown): boolean {
  if (only.length > 0) return only.some((one) => one === name || one.startsWith(`${name}.`))
  return !without.includes(name)
}

/** `path` is asked for by its own name, by that of a part, or by that of what it is part of. */
function isWithin(path: string, asked: string): boolean {
  return path === asked || asked.startsWith(`${path}.`) || path.startsWith(`${asked}.`)
}

function pick(resource: object, isWanted: (path: string) => boolean, prefix = ''): object {
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]) => {
      const path = `${prefix}${name.toLowerCase()}`
      if (!isWanted(path)) return []
      return [[name, within(value, (inner) => pick(inner, isWanted, `${path}.`))]]
    }),
  )
}

function within(value: unknown, choose: (inner: object) => object): unknown {
  if (Array.isArray(value)) return value.map((one) => within(one, choose))
  return typeof value === 'object' && value !== null ? choose(value) : value
}
