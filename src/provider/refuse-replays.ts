import type { Provider } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { AuthorizationServerId } from '../base/ids.ts'
import { addArtifactOnce } from '../core/artifacts/artifact-store.ts'
import type { Db } from '../storage/database.ts'

type Deps = { db: Db; now: Clock; serverId: AuthorizationServerId }

/**
 * A client assertion (RFC 7523 section 3) and a DPoP proof (RFC 9449 section 11.1) are good once. The
 * library looks for an earlier use and then notes this one: of two that come together both would pass.
 */
export function refuseReplays(provider: Provider, { db, now, serverId }: Deps): void {
  provider.ReplayDetection.unique = async (issuer, jti, epochSeconds) => {
    const name = { serverId, model: 'ReplayDetection', value: `${issuer} ${jti}` }
    const expiresAt = epochSeconds * 1_000
    return addArtifactOnce(db, name, { expiresAt }, now())
  }
}
