import { hash } from '@node-rs/argon2'
import type { CompiledQuery } from 'kysely'
import { DAY } from '../src/base/clock.ts'
import { timeOrdered } from '../src/base/ids.ts'
import { digest } from '../src/base/token.ts'
import { searchKeysOf } from '../src/core/users/search-keys.ts'
import type { Db } from '../src/storage/database.ts'
import type { SessionRow, UserRow, UserSearchKeyRow } from '../src/storage/tables.ts'
import { COSTS, type HashKind, loginOf, PASSWORD, REAL_PEOPLE, sessionTokenOf } from './target.ts'

const ROWS_IN_STATEMENT = 500
const STATEMENTS_IN_TRANSACTION = 40
/** Seeded files are kept for days: what is in them must not have expired by then. */
const LIFETIME_MS = 3_650 * DAY

/**
 * `count` people with a cheap hash and one session each, and a few with a hash of the real cost.
 * The rows are those that the stores would write; each statement is compiled once.
 */
export async function seedPeople(db: Db, organizationId: string, count: number): Promise<void> {
  const hashes = {
    real: await hash(PASSWORD, COSTS.real),
    cheap: await hash(PASSWORD, COSTS.cheap),
  }
  const at = Date.now() - DAY
  const user = (kind: HashKind) => (index: number) =>
    userRow({
      organizationId,
      at: at + index,
      login: loginOf(kind, index),
      profile: JSON.stringify(profileOf(index)),
      hash: hashes[kind],
    })
  const ids: string[] = []
  const cheapUser = user('cheap')

  await insertMany(db, { from: 0, to: Math.min(REAL_PEOPLE, count) }, compileUsers, user('real'))
  await insertMany(db, { from: 0, to: count }, compileUsers, (index) => {
    const row = cheapUser(index)
    ids.push(row.id)
    return row
  })
  const keys = (index: number) => searchKeyRows({ organizationId, userId: ids[index] ?? '', index })
  await insertMany(db, { from: 0, to: count }, compileSearchKeys, keys)
  await insertMany(db, { from: 0, to: count }, compileSessions, (index) =>
    sessionRow({ organizationId, at: at + index, userId: ids[index] ?? '', index }),
  )
}

const GIVEN = ['Ada', 'Grace', 'Linus', 'Margaret', 'Barbara', 'Edsger', 'Hedy', 'Katherine']
const FAMILY = [
  'Lovelace',
  'Hopper',
  'Hamilton',
  'Liskov',
  'Dijkstra',
  'Lamarr',
  'Johnson',
  'Perlman',
]

/** Many of each name, and of each pair of names. */
function profileOf(index: number) {
  const givenName = GIVEN[index % GIVEN.length]
  return { givenName, familyName: FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] }
}

function searchKeyRows(of: {
  organizationId: string
  userId: string
  index: number
}): UserSearchKeyRow[] {
  const login = loginOf('cheap', of.index)
  const { givenName = '', familyName = '' } = profileOf(of.index)
  return searchKeysOf({ login, email: login, profile: { givenName, familyName } }).map((key) => ({
    organization_id: of.organizationId,
    status: 'active',
    key,
    user_id: of.userId,
  }))
}

function userRow(of: {
  organizationId: string
  at: number
  login: string
  profile: string
  hash: string
}): UserRow {
  return {
    id: `usr_${timeOrdered(of.at)}`,
    organization_id: of.organizationId,
    login: of.login,
    login_key: of.login,
    email: of.login,
    email_key: of.login,
    email_verified: 1,
    profile: of.profile,
    status: 'active',
    second_factors: 0,
    manual_role: null,
    role: 'member',
    password_hash: of.hash,
    created_at: of.at,
    updated_at: of.at,
  }
}

function sessionRow(of: {
  organizationId: string
  at: number
  userId: string
  index: number
}): SessionRow {
  const end = of.at + LIFETIME_MS
  return {
    id: digest(sessionTokenOf(of.index)),
    organization_id: of.organizationId,
    user_id: of.userId,
    uid: `ses_${timeOrdered(of.at)}`,
    authenticated_at: of.at,
    amr: '["pwd"]',
    acr: null,
    connection_id: null,
    upstream_sid: null,
    id_token_sealed: null,
    authorizations: '{}',
    address: '127.0.0.1',
    user_agent: 'latchkey-bench',
    created_at: of.at,
    // Seen later than ever: being seen would shorten the life of a session that is kept in a file.
    last_seen_at: end,
    idle_expires_at: end,
    expires_at: end,
    remembered: 0,
  }
}

type Range = Readonly<{ from: number; to: number }>

async function insertMany<Row extends object>(
  db: Db,
  { from, to }: Range,
  compile: (db: Db, rows: Row[]) => CompiledQuery,
  makeRows: (index: number) => Row | readonly Row[],
): Promise<void> {
  let compiled: CompiledQuery | undefined
  for (let start = from; start < to; ) {
    await db.transaction().execute(async (tx) => {
      for (let n = 0; n < STATEMENTS_IN_TRANSACTION && start < to; n += 1) {
        const length = Math.min(ROWS_IN_STATEMENT, to - start)
        const rows = Array.from({ length }, (_, index) => makeRows(start + index)).flat() as Row[]
        start += length
        const parameters = rows.flatMap((row) => Object.values(row))
        if (compiled?.parameters.length !== parameters.length) compiled = compile(tx, rows)
        await tx.executeQuery({ ...compiled, parameters })
      }
    })
  }
}

const compileUsers = (db: Db, rows: UserRow[]) => db.insertInto('user').values(rows).compile()
const compileSearchKeys = (db: Db, rows: UserSearchKeyRow[]) =>
  db.insertInto('user_search_key').values(rows).compile()
const compileSessions = (db: Db, rows: SessionRow[]) =>
  db.insertInto('session').values(rows).compile()
