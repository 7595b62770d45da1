import type { Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { artifactName } from '../core/artifacts/artifact-name.ts'

type Named = { generateTokenId?(this: Named): string }

/**
 * Rows in the order of time (core/artifacts/artifact-name.ts). The library's types do not know the
 * method: were it called otherwise one day, artifacts had the library's own names, and are found too.
 */
export function nameArtifacts(provider: Provider, now: Clock): void {
  for (const { prototype } of [
    provider.AccessToken,
    provider.AuthorizationCode,
    provider.ClientCredentials,
    provider.DeviceCode,
    provider.PushedAuthorizationRequest,
    provider.RefreshToken,
  ]) {
    const named: Named = prototype as object
    const { generateTokenId } = named
    if (!generateTokenId) continue
    named.generateTokenId = function () {
      return artifactName(generateTokenId.call(this), now())
    }
  }
}
