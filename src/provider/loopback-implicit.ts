import type { Provider } from 'oidc-provider'
import { isLoopbackHost } from '../base/loopback.ts'

/**
 * The library refuses `http` and `localhost` for web clients with an implicit grant (OpenID Connect
 * Registration 1.0 section 2). Developers work on loopback, and there nothing travels over a
 * network; everywhere else its rule stands. `invalidate` is the library's documented way to lift it.
 */
export function allowImplicitOnLoopback(provider: Provider): void {
  // The types do not tell of `Schema`, though the documentation does.
  const { prototype } = (provider.Client as unknown as { Schema: SchemaClass }).Schema
  const { invalidate } = prototype
  prototype.invalidate = function (message, code) {
    if (code === 'implicit-force-https' || code === 'implicit-forbid-localhost') {
      // The code does not say which address it is about: every plain one must be on loopback.
      const addresses = [...(this.redirect_uris ?? []), ...(this.post_logout_redirect_uris ?? [])]
      if (addresses.every(isHttpsOrLoopback)) return
    }
    invalidate.call(this, message, code)
  }
}

type SchemaClass = {
  prototype: { invalidate(this: Schema, message: string, code?: string): void }
}
type Schema = { redirect_uris?: string[]; post_logout_redirect_uris?: string[] }

function isHttpsOrLoopback(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || (url !== null && isLoopbackHost(url.hostname))
}
