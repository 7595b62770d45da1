import type { AuthorizationServer } from './authorization-server.ts'

/** A server as the audit log compares it: entries of its lists by their names, with their places. */
export function toldByName(server: AuthorizationServer): object {
  const { scopes, claims, accessPolicies, ...settings } = server.settings
  return {
    ...server,
    settings: {
      ...settings,
      scopes: named(scopes, ({ name }) => name),
      claims: named(claims, ({ name, token }) => `${token} ${name}`),
      accessPolicies: named(
        accessPolicies.map((policy, place) => ({
          ...policy,
          place,
          rules: named(
            policy.rules.map((rule, at) => ({ ...rule, place: at })),
            ({ name }) => name,
          ),
        })),
        ({ name }) => name,
      ),
    },
  }
}

function named<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [nameOf(item), item]))
}
