import type { Adapter, AdapterPayload } from 'oidc-provider'
import { errors, Provider } from 'oidc-provider'
import { type Clock, MINUTE } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { AuthorizationServerId } from '../base/ids.ts'
import {
  consumeArtifact,
  decideArtifact,
  deleteArtifact,
  deleteArtifactsOfGrant,
  findArtifact,
  findArtifactByUserCode,
  upsertArtifact,
  upsertArtifactOf,
} from '../core/artifacts/artifact-store.ts'
import type { User } from '../core/users/user.ts'
import type { Db } from '../storage/database.ts'
import { personOf } from './account.ts'
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
      return row && revive(`${BY_ROW}${row.id}`, row, model, deps)
    },

    async upsert(id, payload, expiresIn) {
      const artifact = {
        payload: JSON.stringify(toStored(model, payload)),
        grantId: payload.grantId,
        userId: payload.accountId,
        userCode: payload.userCode,
        sessionUid: endsWithSession(model, payload) ? payload.sessionUid : undefined,
        // The library counts in seconds.
        expiresAt: expiresIn ? now() + expiresIn * 1_000 + (LINGERS_MS[model] ?? 0) : undefined,
      }
      const whose = HELD.has(model) ? asRead(payload.accountId) : undefined
      if (id.startsWith(BY_ROW)) {
        if (!(await decideArtifact(db, id.slice(BY_ROW.length), artifact))) throw decidedMeanwhile()
      } else if (!whose) await upsertArtifact(db, name(id), artifact)
      else if (!(await upsertArtifactOf(db, name(id), artifact, whose))) throw changedMeanwhile()
    },

    async consume(id) {
      if (await consumeArtifact(db, name(id), now())) return
      // Two uses of one artifact pass the library's check side by side; only one passes this one.
      if (model === PUSHED) throw new errors.InvalidRequestUri('already used')
      // Of two uses of a refresh token both pass while its grace period lasts.
      const row = model === 'RefreshToken' ? await findArtifact(db, name(id), now()) : undefined
      if (!row || !(await isInGrace(row, deps))) throw new errors.InvalidGrant('already used')
    },

    destroy: (id) => deleteArtifact(db, name(id)),

    revokeByGrantId: (grantId) => deleteArtifactsOfGrant(db, { serverId, model, grantId }),
  }
}

/** What somebody holds in a person's name: it must not outlive their being shut out, or their password. */
const HELD = new Set(['AuthorizationCode', 'AccessToken', 'RefreshToken'])

/** The person as this request has read them, and decided by. */
function asRead(accountId: string | undefined): User | undefined {
  const user = personOf(Provider.ctx?.oidc.account)?.user
  return user?.id === accountId ? user : undefined
}

function changedMeanwhile(): Error {
  const why = 'the person was shut out, or got another password, at this moment'
  const isToken = Provider.ctx?.oidc.route === 'token'
  return isToken ? new errors.InvalidGrant(why) : new errors.AccessDenied(why)
}

const PUSHED = 'PushedAuthorizationRequest'

function decidedMeanwhile(): Failure {
  return new Failure('changed_meanwhile', 'Somebody else decided about this device.')
}

/** What stands for the name of a device code that was found by what the person typed. */
const BY_ROW = 'row:'

/**
 * The row's key is a digest of the artifact's name, which is a secret: it must not stand in the
 * payload beside it, nor must the session's, which the library puts into every interaction.
 */
function toStored(model: string, { jti, ...payload }: AdapterPayload): object {
  const { session, returnTo } = payload
  return {
    ...payload,
    ...(returnTo && jti && { returnTo: returnTo.replace(jti, OWN_NAME) }),
    ...(session && { session: { ...session, cookie: undefined } }),
    ...(CARRIES.has(model) && { carried: whatGoesOn() }),
  }
}

const OWN_NAME = '{name}'

/** A device that asks too late is told that its code has expired, not that there is none (RFC 8628). */
const LINGERS_MS: Readonly<Record<string, number>> = { DeviceCode: 10 * MINUTE }

/** What leads from one request of an attempt to the next. */
const CARRIES = new Set([PUSHED, 'Interaction', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'])
/** What ends with the session it was given out in, unless it was asked for to outlive it. */
const ENDS_WITH_SESSION = new Set(['AuthorizationCode', 'AccessToken'])

function endsWithSession(model: string, { scope = '', gty = '' }: AdapterPayload): boolean {
  if (!ENDS_WITH_SESSION.has(model) || gty.includes('refresh_token')) return false
  return !scope.split(' ').includes('offline_access')
}

type Row = { payload: string; consumed_at: number | null; expires_at: number | null }

async function revive(id: string, row: Row, model: string, deps: Deps): Promise<AdapterPayload> {
  const { carried, ...payload }: AdapterPayload & { carried?: Carried } = JSON.parse(row.payload)
  if (carried) goOnWith(carried)
  const { returnTo } = payload
  const named = {
    ...payload,
    jti: id,
    ...(returnTo && { returnTo: returnTo.replace(OWN_NAME, id) }),
    // The row may have been given more time since it was written (refresh-idle.ts).
    ...(model === 'RefreshToken' && row.expires_at && { exp: Math.floor(row.expires_at / 1_000) }),
    ...(isOver(row, model, deps) && { exp: LONG_AGO }),
  }
  if (row.consumed_at === null) return named
  // A rotated refresh token within its grace period counts as unused: the answer with the new one
  // may have been lost on its way. After it, the library treats it as stolen and revokes the grant.
  if (model === 'RefreshToken' && (await isInGrace(row, deps))) return named
  return { ...named, consumed: Math.floor(row.consumed_at / 1_000) }
}

/** By the clock that is passed in; the library only has the machine's. */
function isOver({ expires_at }: Row, model: string, { now }: Deps): boolean {
  const lingers = LINGERS_MS[model]
  return lingers !== undefined && expires_at !== null && expires_at - lingers <= now()
}

const LONG_AGO = 1

async function isInGrace({ payload, consumed_at }: Row, deps: Deps): Promise<boolean> {
  const { clientId = '' }: AdapterPayload = JSON.parse(payload)
  return consumed_at !== null && deps.now() - consumed_at < (await deps.graceMs(clientId))
}
