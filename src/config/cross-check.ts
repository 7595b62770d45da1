import { groupKey } from '../core/groups/group.ts'
import { loginKey } from '../core/users/user.ts'
import type { ConfigProblem, KeyPath } from './problem.ts'

/**
 * Checks between the parts of a file. They work on a file of any shape, so that a fault in one part
 * does not hide those in others.
 */
export function crossCheck(value: unknown): ConfigProblem[] {
  const organizations = listAt(value, 'organizations')
  return [
    ...duplicates(organizations, ['organizations'], 'slug'),
    ...duplicates(organizations, ['organizations'], 'url'),
    ...organizations.flatMap((organization, i) => checkOrganization(organization, i)),
  ]
}

function checkOrganization(organization: unknown, index: number): ConfigProblem[] {
  const at = ['organizations', index]
  const of = (name: string) => listAt(organization, name)
  return [
    ...duplicates(of('connections'), [...at, 'connections'], 'slug'),
    ...duplicates(of('authorizationServers'), [...at, 'authorizationServers'], 'slug'),
    ...duplicates(of('groups'), [...at, 'groups'], 'name', groupKey),
    ...duplicates(of('users'), [...at, 'users'], 'login', loginKey),
    ...duplicates(of('applications'), [...at, 'applications'], 'clientId'),
    ...of('users').flatMap((user, i) => [
      ...onlyOne(user, [...at, 'users', i], 'password', 'passwordHash'),
      ...hasEmail(user, [...at, 'users', i]),
    ]),
    ...of('connections').flatMap((connection, i) => [
      ...onlyOne(connection, [...at, 'connections', i], 'clientSecret', 'clientSecretSealed'),
      ...onlyOne(connection, [...at, 'connections', i], 'privateKey', 'privateKeySealed'),
    ]),
    ...of('applications').flatMap((application, i) =>
      checkSecrets(application, [...at, 'applications', i]),
    ),
  ]
}

function checkSecrets(application: unknown, at: KeyPath): ConfigProblem[] {
  return [
    ...onlyOne(application, at, 'clientSecret', 'clientSecrets'),
    ...listAt(application, 'clientSecrets').flatMap((secret, i) => {
      const here = [...at, 'clientSecrets', i]
      const none = textAt(secret, 'secret') === undefined && !textAt(secret, 'secretSealed')
      return none
        ? [{ path: here, message: 'needs secret (or secret_file, or secretSealed).' }]
        : onlyOne(secret, here, 'secret', 'secretSealed')
    }),
  ]
}

function hasEmail(user: unknown, at: KeyPath): ConfigProblem[] {
  const login = textAt(user, 'login')
  const isMissing = login !== undefined && !login.includes('@') && !has(user, 'email')
  const message = 'is missing: the login is not an e-mail address, so give the address too.'
  return isMissing ? [{ path: [...at, 'email'], message }] : []
}

function onlyOne(value: unknown, at: KeyPath, one: string, other: string): ConfigProblem[] {
  if (!has(value, one) || !has(value, other)) return []
  return [{ path: [...at, other], message: `Give ${one} or ${other}, not both.` }]
}

function duplicates(
  items: readonly unknown[],
  at: KeyPath,
  key: string,
  compared: (text: string) => string = (text) => text,
): ConfigProblem[] {
  const seen = new Map<string, number>()
  return items.flatMap((item, i) => {
    const text = textAt(item, key)
    if (text === undefined) return []
    const first = seen.get(compared(text))
    seen.set(compared(text), first ?? i)
    if (first === undefined) return []
    return [{ path: [...at, i, key], message: `"${text}" is taken by entry ${first} of the list.` }]
  })
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key)
  return Array.isArray(list) ? list : []
}

function textAt(value: unknown, key: string): string | undefined {
  const text = at(value, key)
  return typeof text === 'string' ? text : undefined
}

function has(value: unknown, key: string): boolean {
  return at(value, key) !== undefined
}

function at(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object'
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined
}
