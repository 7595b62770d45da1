import type { z } from '@hono/zod-openapi'
import { Failure } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { nameParties } from '../core/audit/attempt-names-store.ts'
import type { EndedTest, TestResult } from '../core/connection-tests/connection-test.ts'
import { findEndedTest, listEndedTests } from '../core/connection-tests/connection-test-store.ts'
import type { Connection } from '../core/connections/connection.ts'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import { requireMappedGroups } from '../core/connections/require-mapping-authority.ts'
import { isSameProvider } from '../core/connections/require-trust-authority.ts'
import { draftConnection } from '../core/connections/save-connection.ts'
import type { SignInPlan } from '../core/users/plan-sign-in.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { atConnectionField, mustCheck, valuesForChange, valuesForNew } from './connection-values.ts'
import * as contract from './contract/connection-tests.ts'
import { found } from './found.ts'
import { viewCause } from './sign-in-views.ts'
import { toTime } from './time.ts'

type Asked = z.output<
  (typeof contract.testConnection)['request']['body']['content']['application/json']['schema']
>
type View = z.output<
  (typeof contract.getConnectionTest)['responses'][200]['content']['application/json']['schema']
>

export function mountConnectionTests(api: AdminApi, deps: AdminDeps): void {
  const { db, sealer, startTestSignIn } = deps

  api.openapi(contract.testConnection, async (c) => {
    const { session } = c.var.caller
    // The test comes back to the browser that began it, and a program has none.
    if (!session) throw new Failure('forbidden', 'A test sign-in is run from the console.')
    const { connection, isSaved } = await draftOf(deps, c, c.req.valid('json'))
    const cookieHeader = c.req.header('cookie')
    const asked = { connection, isSaved, session, cookieHeader }
    const begun = await atConnectionField(() => startTestSignIn(c.env.visit, asked))
    c.header('set-cookie', begun.cookie)
    return c.json({ id: begun.id, location: begun.location }, 201)
  })

  api.openapi(contract.getConnectionTest, async (c) => {
    const { organization } = c.env.visit
    const test = found(await findEndedTest(db, organization.id, c.req.valid('param').testId))
    const result: TestResult = JSON.parse(await sealer.open(test.resultSealed))
    return c.json(
      { ...(await summariesOf(deps, [test]))(test), ...viewResult(c, test, result) },
      200,
    )
  })

  api.openapi(contract.listConnectionTests, async (c) => {
    const { organization } = c.env.visit
    const { id } = c.req.valid('param')
    const connection = found(await findConnectionIn(db, organization.id, id))
    const tests = await listEndedTests(db, organization.id, connection.id)
    return c.json({ items: tests.map(await summariesOf(deps, tests)) }, 200)
  })
}

/** The connection as it would be saved, with the same checks. */
async function draftOf(
  deps: AdminDeps,
  c: AdminContext,
  { connectionId, change, creation }: Asked,
): Promise<{ connection: Connection; isSaved: boolean }> {
  const { db } = deps
  const { organization } = c.env.visit
  const drafting = { ...deps, readDiscovery: deps.readDiscovery(organization) }
  return atConnectionField(async () => {
    if (creation) {
      const values = await valuesForNew(db, organization, creation)
      const made = { organization, values, check: 'required' } as const
      const { connection } = await draftConnection(drafting, made)
      await requireMappedGroups(db, connection)
      return { connection, isSaved: false }
    }
    const existing = found(await findConnectionIn(db, organization.id, connectionId ?? ''))
    if (!change) return { connection: existing, isSaved: true }
    const values = valuesForChange(existing, change)
    const isSame = !mustCheck(existing, values)
    const check = isSame ? ('skip' as const) : ('required' as const)
    const issuer = isSame ? existing.issuer : undefined
    const draft = { organization, existing, values, check, issuer }
    const { connection: drafted } = await draftConnection(drafting, draft)
    const connection = withOwnCallback(drafted, existing, change)
    await requireMappedGroups(db, connection)
    // Saving another provider would untie everybody, so in the test nobody is tied either.
    return isSameProvider(existing, connection)
      ? { connection, isSaved: true }
      : { connection: { ...connection, id: newId('connection') }, isSaved: false }
  })
}

/**
 * Saving stores which callback address a connection uses, if that only followed from the number of
 * connections. The test leaves it open, or it would never count for a connection made by a file.
 */
function withOwnCallback(
  drafted: Connection,
  existing: Connection,
  change: NonNullable<Asked['change']>,
): Connection {
  if (existing.settings.callback ?? change.settings?.callback) return drafted
  const { callback: _, ...settings } = drafted.settings
  return { ...drafted, settings }
}

async function summariesOf({ db }: AdminDeps, tests: readonly EndedTest[]) {
  const names = await nameParties(db, {
    applicationIds: [],
    userIds: tests.map(({ userId }) => userId),
  })
  const logins = new Map(names)
  return ({ id, connectionId, outcome, traceCode, endedAt, userId }: EndedTest) => ({
    ...{ id, outcome, connectionId: connectionId ?? null, signIn: traceCode },
    at: toTime(endedAt),
    by: { id: userId, login: logins.get(userId) ?? null },
  })
}

function viewResult(
  c: AdminContext,
  { userId }: EndedTest,
  { connectionName, issuer, claims, plan, explanation }: TestResult,
): Pick<View, 'connectionName' | 'issuer' | 'claims' | 'plan' | 'cause'> {
  const { caller } = c.var
  const isTheirs = caller.kind === 'session' && caller.user.id === userId
  const showsPeople = isTheirs || caller.permissions.includes('people.read')
  return {
    ...{ connectionName, issuer },
    claims: claims.map(({ value, ...claim }) => ({ ...claim, value: isTheirs ? value : null })),
    plan: plan && showsPeople ? viewPlan(plan) : null,
    cause: showsPeople ? viewCause(explanation) : null,
  }
}

export function viewPlan(plan: SignInPlan): NonNullable<View['plan']> {
  const { how, because, check, expected, received, person, groups, leaves, role, notes } = plan
  return {
    ...{ how, because, check: check ?? null },
    ...{ expected: expected ?? null, received: received ?? null },
    person: person ? { ...person, id: person.id ?? null } : null,
    groups: [...groups],
    leaves: [...leaves],
    role: role ? { role: role.role, before: role.before ?? null, by: role.by ?? null } : null,
    notes: [...notes],
  }
}
