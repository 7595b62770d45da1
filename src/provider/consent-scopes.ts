import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'

/** A scope as a person is asked about it, and the name under which the answer is kept. */
type AskedScope = Readonly<{ name: string; description?: string; kept: string }>

/**
 * What people are asked about: the standard's scopes, and those of the server's own that it does
 * not take for granted. Two servers may mean different things by one name, so an answer about a
 * server's own scope is kept with the server's; a backslash is in no scope's name.
 */
export function scopesToConsentTo(
  { slug, settings }: Pick<AuthorizationServer, 'slug' | 'settings'>,
  scopes: readonly string[],
): AskedScope[] {
  return scopes.flatMap((name): AskedScope[] => {
    const own = settings.scopes.find((scope) => scope.name === name)
    if (!own) return [{ name, kept: name }]
    if (own.consent === 'implicit') return []
    const title = own.displayName || own.name
    const description = own.description ? `${title}: ${own.description}` : title
    return [{ name, description, kept: `${slug}\\${name}` }]
  })
}
