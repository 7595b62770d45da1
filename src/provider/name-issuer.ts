import type { Provider } from 'oidc-provider'

/**
 * RFC 9207 section 2: every answer names its issuer, and the discovery document promises it (section
 * 3). The library leaves it out beside an ID token, which names it too; but an application that
 * keeps to section 2.4 refuses an answer without it before it reads any token.
 */
export function nameIssuerInEveryAnswer(provider: Provider): void {
  provider.on('authorization.success', (_ctx, answer) => {
    Object.assign(answer ?? {}, { iss: provider.issuer })
  })
}
