import type { Configuration } from 'oidc-provider'

type Fetch = NonNullable<Configuration['fetch']>

/**
 * How an application's keys are read from its own address. A `kid` that nobody has seen is why they are
 * read again (OIDC Core section 10.1.1); the library does that no sooner than it was told to keep them,
 * for a day where their server says so, and refuses the new key until then. Untold, it asks again after
 * a minute, and no more often than that, whatever a stranger sends in the application's name.
 */
export function readKeysAnew(ask: Fetch): Fetch {
  return async (...asked) => {
    const { status, statusText, headers, body } = await ask(...asked)
    const others = new Headers(headers)
    for (const name of ['cache-control', 'expires']) others.delete(name)
    return new Response(body, { status, statusText, headers: others })
  }
}
