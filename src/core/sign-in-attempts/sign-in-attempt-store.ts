import type { ConnectionId, OrganizationId, SignInAttemptId } from '../../base/ids.ts'
import type { LocalPath } from '../../base/local-path.ts'
import { compileOnce } from '../../storage/compile-once.ts'
import type { Db } from '../../storage/database.ts'
import type { SignInAttemptRow } from '../../storage/tables.ts'
import type { SignInAttempt } from './sign-in-attempt.ts'

export async function insertSignInAttempt(db: Db, attempt: SignInAttempt): Promise<void> {
  await insertRow(db, {
    id: attempt.id,
    organization_id: attempt.organizationId,
    connection_id: attempt.connectionId,
    trace_code: attempt.traceCode,
    state_digest: attempt.stateDigest,
    browser_digest: attempt.browserDigest,
    nonce: attempt.nonce,
    code_verifier_sealed: attempt.codeVerifierSealed,
    return_to: attempt.returnTo,
    fresh: attempt.fresh ? 1 : 0,
    created_at: attempt.createdAt,
    expires_at: attempt.expiresAt,
    consumed_at: null,
  })
}

const insertRow = compileOnce((db, row: SignInAttemptRow) =>
  db.insertInto('sign_in_attempt').values(row),
)

type By = Readonly<{ organizationId: OrganizationId; stateDigest: string; browserDigest: string }>

/**
 * Finds an attempt and marks it as used, in one statement: of two callbacks with one state only one
 * can win, and a callback opened in another browser neither signs anyone in nor uses the attempt up.
 */
export async function takeSignInAttempt(
  db: Db,
  { organizationId, stateDigest, browserDigest }: By,
  now: number,
): Promise<SignInAttempt | undefined> {
  const [row] = await takeRow(db, { organizationId, stateDigest, browserDigest, now })
  return row && fromRow(row)
}

const takeRow = compileOnce((db, { now, ...by }: By & { now: number }) =>
  db
    .updateTable('sign_in_attempt')
    .set({ consumed_at: now })
    .where('state_digest', '=', by.stateDigest)
    .where('browser_digest', '=', by.browserDigest)
    .where('organization_id', '=', by.organizationId)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll(),
)

export type MissingReason = 'unknown' | 'other_browser' | 'used' | 'expired'

/** Why `takeSignInAttempt` found nothing: for the trace, never for the person. */
export async function explainMissingAttempt(
  db: Db,
  by: {
    organizationId: OrganizationId
    stateDigest: string
    browserDigest: string | undefined
  },
  now: number,
): Promise<{ attempt?: SignInAttempt; reason: MissingReason }> {
  const { organizationId, stateDigest, browserDigest } = by
  const row = await db
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('state_digest', '=', stateDigest)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  if (!row) return { reason: 'unknown' }
  const attempt = fromRow(row)
  if (row.browser_digest !== browserDigest) return { attempt, reason: 'other_browser' }
  if (row.consumed_at !== null) return { attempt, reason: 'used' }
  return { attempt, reason: row.expires_at <= now ? 'expired' : 'unknown' }
}

/**
 * An attempt that ended on a page of ours is no round of a loop: the person reads the page, and may
 * try again as often as they like. Being deleted, it stays unusable.
 */
export async function forgetSignInAttempt(db: Db, id: SignInAttemptId): Promise<void> {
  await db.deleteFrom('sign_in_attempt').where('id', '=', id).execute()
}

/**
 * Once a browser has presented its session, it does keep cookies, and its earlier rounds are no part
 * of a loop. Attempts that are still under way in other tabs stay usable.
 */
export async function forgetRounds(db: Db, browserDigest: string): Promise<void> {
  await db
    .deleteFrom('sign_in_attempt')
    .where('browser_digest', '=', browserDigest)
    .where('consumed_at', 'is not', null)
    .execute()
}

/** How many attempts a browser has begun, and how many came back, since a time; 100 at most. */
export async function countRounds(
  db: Db,
  browserDigest: string,
  since: number,
): Promise<{ started: number; returned: number }> {
  const rows = await selectRounds(db, { browserDigest, since })
  return {
    started: rows.length,
    returned: rows.filter((row) => row.consumed_at !== null).length,
  }
}

const selectRounds = compileOnce(
  (db, { browserDigest, since }: { browserDigest: string; since: number }) =>
    db
      .selectFrom('sign_in_attempt')
      .select('consumed_at')
      .where('browser_digest', '=', browserDigest)
      .where('created_at', '>', since)
      .limit(100),
)

function fromRow(row: SignInAttemptRow): SignInAttempt {
  return {
    id: row.id as SignInAttemptId,
    organizationId: row.organization_id as OrganizationId,
    connectionId: row.connection_id as ConnectionId,
    traceCode: row.trace_code,
    stateDigest: row.state_digest,
    browserDigest: row.browser_digest,
    nonce: row.nonce,
    codeVerifierSealed: row.code_verifier_sealed,
    // Only a parsed path is ever written.
    returnTo: row.return_to as LocalPath,
    fresh: row.fresh === 1,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
