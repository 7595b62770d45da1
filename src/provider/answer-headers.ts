import type { Provider } from 'oidc-provider'
import { commonHeaders } from '../web/security-headers.ts'

/**
 * Headers of what the library itself sends; pages of ours set their own over them. An application
 * learns nothing of the address that its answer came from. The empty `script-src` is where the
 * library enters the hash of the script with which its form_post page sends itself.
 */
export function guardAnswers(provider: Provider, { https }: { https: boolean }): void {
  const headers = {
    ...commonHeaders({ https }),
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'",
  }
  provider.use(async (ctx, next) => {
    ctx.set(headers)
    await next()
  })
}
