import type { Adapter, AdapterPayload } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import type { AuthorizationServerId } from '../base/ids.ts'
import {
  consumeArtifact,
  deleteArtifact,
  deleteArtifactsOfGrant,
  findArtifact,
  findArtifactByUserCode,
  upsertArtifact,
} from '../core/artifacts/artifact-store.ts'
import type { Db } from '../storage/database.ts'
import { type Carried, goOnWith, whatGoesOn } from './carried.ts'

type Deps = {
  db: Db
  now: Clock
  serverId: AuthorizationServerId
  /** For how long after its rotation a refresh token of this application still works. */
  graceMs(clientId: string): Promise<number>
}

/** Where oidc-provider keeps its codes, tokens, grants and interactions: one table, one row each. */
export function createArtifactAdapter(model: string, deps: Deps): Adapter {
  const { db, now, serverId } = deps
  const name = (value: string) => ({ serverId, model, value })

  return {
    async find(id) {
      const row = await findArtifact(db, name(id), now())
      return row && revive(id, row, model, deps)
    },

    async findByUid() {
      // Only sessions are found so, and they have an adapter of their own.
      return undefined
    },

    async findByUserCode(userCode) {
      const row = await findArtifactByUserCode(db, { serverId, model, userCode }, now())
      return row && revive(undefined, row, model, deps)
    },

    async upsert(id, payload, expiresIn) {
      // The row's key is a digest of this secret: it must not stand in the payload beside it. A
      // device code is found by its user code as well, and has to be told its own name then.
      const { jti, ...kept } = payload
      const stored = {
        ...kept,
        ...(model === 'DeviceCode' && { jti }),
        ...(CARRIES.has(model) && { carried: whatGoesOn() }),
      }
      await upsertArtifact(db, name(id), {
        payload: JSON.stringify(stored),
        grantId: payload.grantId,
        userId: payload.accountId,
        userCode: payload.userCode,
        sessionUid: endsWithSession(model, payload) ? payload.sessionUid : undefined,
        // The library counts in seconds.
        expiresAt: expiresIn ? now() + expiresIn * 1_000 : undefined,
      })
    },

    async consume(id) {
      const isFirst = await consumeArtifact(db, name(id), now())
      // Two exchanges of one code pass the library's check side by side; only one passes this one.
      if (!isFirst && model !== 'RefreshToken') throw new errors.InvalidGrant('already used')
    },

    destroy: (id) => deleteArtifact(db, name(id)),

    revokeByGrantId: (grantId) => deleteArtifactsOfGrant(db, { serverId, model, grantId }),
  }
}

/** What leads from one request of an attempt to the next. */
const CARRIES = new Set(['Interaction', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'])
/** What ends with the session it was given out in, unless it was asked for to outlive it. */
const ENDS_WITH_SESSION = new Set(['AuthorizationCode', 'AccessToken'])

function endsWithSession(model: string, { scope = '' }: AdapterPayload): boolean {
  return ENDS_WITH_SESSION.has(model) && !scope.split(' ').includes('offline_access')
}

type Row = { payload: string; consumed_at: number | null }

async function revive(
  id: string | undefined,
  row: Row,
  model: string,
  deps: Deps,
): Promise<AdapterPayload> {
  const { carried, ...payload }: AdapterPayload & { carried?: Carried } = JSON.parse(row.payload)
  if (carried) goOnWith(carried)
  if (id !== undefined) payload.jti = id
  if (row.consumed_at === null) return payload
  const isInGrace =
    model === 'RefreshToken' &&
    deps.now() - row.consumed_at < (await deps.graceMs(payload.clientId ?? ''))
  // A rotated refresh token within its grace period counts as unused: the answer with the new one
  // may have been lost on its way. After it, the library treats it as stolen and revokes the grant.
  return isInGrace ? payload : { ...payload, consumed: Math.floor(row.consumed_at / 1_000) }
}
