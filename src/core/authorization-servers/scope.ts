import type { FieldFault } from '../../base/errors.ts'

/** What an application may ask for at a custom authorization server, beside the standard's scopes. */
export type Scope = Readonly<{
  name: string
  displayName: string
  description: string
  /** Whether people are asked about it, where the application asks for consent at all. */
  consent: 'implicit' | 'required'
  /** Given to an application that acts for itself and names no scope. */
  default: boolean
  /** Whether the discovery document lists it. */
  published: boolean
}>

/** Those that every server has, and nobody can make anew. */
export const STANDARD_SCOPES = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'groups',
  'offline_access',
] as const

/** RFC 6749 section 3.3: no space, no quote, no backslash. */
const NAME = /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/

export function checkScopes(scopes: readonly Scope[]): FieldFault[] {
  return scopes.flatMap(({ name }, i) => {
    const message = faultOf(name, scopes.slice(0, i))
    return message ? [{ path: `scopes.${i}.name`, message }] : []
  })
}

function faultOf(name: string, before: readonly Scope[]): string | undefined {
  if (!NAME.test(name)) {
    return 'The name of a scope has 1 to 100 visible ASCII characters, no quote and no backslash.'
  }
  const isStandard = STANDARD_SCOPES.some((one) => one === name)
  if (isStandard) return `Every server has the scope ${name}: give yours another name.`
  return before.some((one) => one.name === name) ? `There are two scopes named ${name}.` : undefined
}

/** Those of the scopes that this server does not know. */
export function unknownScopes(known: readonly Scope[], asked: readonly string[]): string[] {
  const names = new Set<string>([...STANDARD_SCOPES, ...known.map(({ name }) => name)])
  return asked.filter((name) => !names.has(name))
}

export function defaultScopes(known: readonly Scope[]): string[] {
  return known.filter((scope) => scope.default).map(({ name }) => name)
}

export function noScope(name: string): string {
  return `This server has no scope named ${name}.`
}
