import { Failure } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { digest, newToken } from '../base/token.ts'
import { startTrace, type Trace } from '../core/audit/trace.ts'
import { explainAttempt } from '../core/causes/explain-attempt.ts'
import {
  type AskedOfTest,
  type ConnectionTest,
  TEST_MS,
  type TestOutcome,
  type TestResult,
} from '../core/connection-tests/connection-test.ts'
import {
  endConnectionTest,
  insertConnectionTest,
  takeConnectionTest,
} from '../core/connection-tests/connection-test-store.ts'
import { hasPassed, recordTest } from '../core/connection-tests/record-test.ts'
import { testedClaims } from '../core/connection-tests/tested-claims.ts'
import { digestOfValues } from '../core/connection-tests/values-digest.ts'
import { type Connection, callbackPath } from '../core/connections/connection.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import { permissionsOf } from '../core/roles/permission.ts'
import { isAlive, type Session } from '../core/sessions/session.ts'
import { findSession } from '../core/sessions/session-store.ts'
import { planSignIn, type SignInPlan } from '../core/users/plan-sign-in.ts'
import { maySignIn } from '../core/users/user.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Visit } from '../front/visit.ts'
import { keepBrowserSecret, readBrowserDigest } from './browser-secret.ts'
import { authorizationAddress } from './identity-provider.ts'
import type { LoginDeps } from './login-deps.ts'
import type { WayBack } from './match-attempt.ts'
import { missingGroups, type Received, receivePerson } from './receive-person.ts'

/**
 * A test of a connection: the same way through its provider and the same checks as a sign-in, and
 * then only what would be decided. It has attempts of its own, which no sign-in ever takes, so there
 * is no way from here to a session.
 */
type Begun = Readonly<{
  connection: Connection
  isSaved: boolean
  session: Session
  cookieHeader: string | undefined
}>

type TestBegun = Readonly<{ id: string; location: string; cookie: string }>

/** Where the administrator's browser goes now, and the cookie that it must come back with. */
export async function startTestSignIn(
  deps: LoginDeps,
  visit: Visit,
  { connection, isSaved, session, cookieHeader }: Begun,
): Promise<TestBegun> {
  const { db, now, sealer, outbound, documents, traces } = deps
  const { organization } = visit
  const trace = traceOf(deps, visit)
  trace.record('test_sign_in', { connection: connection.slug, saved: isSaved })
  if (isSaved) trace.about({ connectionId: connection.id })
  try {
    const browser = keepBrowserSecret(visit, cookieHeader)
    const document = await trace.step('discover_provider', (note) => {
      note({ asked: connection.wellKnownUrl, issuer: connection.issuer })
      return documents.discoverAnswering(organization, connection)
    })
    const begun = await trace.step('send_to_provider', async (note) => {
      const redirectUri = organization.url + (await callbackOf(deps, connection))
      const asked = { state: newToken(), nonce: newToken(), codeVerifier: newToken() }
      const peer = { organization, connection, document }
      const address = await authorizationAddress({ outbound }, peer, { ...asked, redirectUri })
      const at = now()
      const { nonce, codeVerifier } = asked
      const kept: AskedOfTest = { connection, nonce, codeVerifier }
      const id = newId('connectionTest', at)
      await insertConnectionTest(db, {
        id,
        organizationId: organization.id,
        connectionId: isSaved ? connection.id : undefined,
        userId: session.userId,
        sessionId: session.id,
        valuesDigest: await digestOfValues(sealer, connection),
        traceCode: trace.code,
        browserDigest: browser.digest,
        stateDigest: digest(asked.state),
        askedSealed: await sealer.seal(JSON.stringify(kept)),
        createdAt: at,
        expiresAt: at + TEST_MS,
      })
      note({ endpoint: document.authorization_endpoint, redirectUri })
      return { id, location: address.href, cookie: browser.cookie }
    })
    traces.write(trace.end('going_on'))
    return begun
  } catch (error) {
    const record = trace.end('test_failed')
    traces.write(record)
    const connectionId = isSaved ? connection.id : undefined
    const explanation = explainAttempt([record], { organization, connection, now: now() })
    await recordTest(
      db,
      {
        ...{ organizationId: organization.id, connectionId, slug: connection.slug },
        ...{ userId: session.userId, outcome: 'failed', reason: explanation?.cause },
        ...{ address: visit.address, traceCode: trace.code },
      },
      now(),
    )
    throw error
  }
}

/** Where a test ended, if this way back is a test's; undefined where it is a sign-in's or nobody's. */
export async function finishTestSignIn(
  deps: LoginDeps,
  visit: Visit,
  back: WayBack,
): Promise<string | undefined> {
  const { db, now, sealer, traces } = deps
  const browserDigest = readBrowserDigest(visit, back.cookieHeader)
  const state = back.parameters.get('state')
  if (!state || !browserDigest) return
  const by = { organizationId: visit.organization.id, stateDigest: digest(state), browserDigest }
  const taken = await takeConnectionTest(db, by, now())
  if (!taken) return
  const { test } = taken
  const trace = traceOf(deps, visit, test.traceCode)
  trace.about({ connectionId: test.connectionId })
  const asked: AskedOfTest = JSON.parse(await sealer.open(taken.askedSealed))
  const { connection } = asked
  const heard = await hear({ ...deps, trace }, visit, { test, asked, state, back })
  const outcome = outcomeOf(heard.plan)
  const record = trace.end(hasPassed(outcome) ? 'test_passed' : 'test_failed')
  traces.write(record)
  // The result links to its time line, which is looked at within the second.
  await traces.flush()
  const { organization } = visit
  const explanation = explainAttempt([record], { organization, connection, now: now() })
  const result: TestResult = {
    connectionName: connection.name,
    issuer: connection.issuer,
    claims: heard.received
      ? testedClaims({ idToken: heard.received.claims, userinfo: heard.received.userinfo })
      : [],
    plan: heard.plan,
    explanation,
  }
  const resultSealed = await sealer.seal(JSON.stringify(result))
  const at = now()
  const { organizationId, connectionId, userId, traceCode } = test
  const run = { organizationId, connectionId, userId, traceCode, outcome }
  const told = { slug: connection.slug, reason: explanation?.cause, address: visit.address }
  await db.transaction().execute(async (tx) => {
    await endConnectionTest(tx, test, { outcome, resultSealed }, at)
    await recordTest(tx, { ...run, ...told }, at)
  })
  return `/console/connections/tests/${test.id}`
}

type Heard = Readonly<{ received?: Received | undefined; plan?: SignInPlan | undefined }>
type Taken = Readonly<{ test: ConnectionTest; asked: AskedOfTest; state: string; back: WayBack }>

async function hear(
  deps: LoginDeps & { trace: Trace },
  visit: Visit,
  { test, asked, state, back }: Taken,
): Promise<Heard> {
  const { db, trace } = deps
  const { organization } = visit
  const { connection, nonce, codeVerifier } = asked
  let received: Received | undefined
  let plan: SignInPlan | undefined
  try {
    await trace.step('match_attempt', () => requireTester(deps, test))
    await trace.step('find_connection', () => requireAddress(deps, connection, back.path))
    const answer = { connection, asked: { state, nonce, codeVerifier }, back }
    const { person, ...rest } = await receivePerson(deps, visit, answer)
    received = { person, ...rest }
    const missing = missingGroups(connection, received)
    await trace.step('find_user', async (note) => {
      const { subject, email = 'none', groups } = person
      note({ subject, email, groups: groups.length, ...missing })
      const planned = await planSignIn(db, { organization, connection, person })
      plan = planned.plan
      note({ how: WOULD[plan.how] })
      if (planned.failure) throw planned.failure
    })
  } catch (error) {
    if (!(error instanceof Failure)) deps.log.error({ error, code: trace.code }, 'a test failed')
  }
  return { received, plan }
}

const WOULD = {
  known: 'would be known',
  link: 'would be linked',
  create: 'would be created',
  prove: 'would be asked for proof',
  refuse: 'would be refused',
} as const satisfies Record<SignInPlan['how'], string>

function outcomeOf(plan: SignInPlan | undefined): TestOutcome {
  if (!plan) return 'failed'
  if (plan.how === 'refuse') return 'would_refuse'
  return plan.how === 'prove' ? 'would_ask_proof' : 'would_sign_in'
}

/** The provider may have taken minutes: whoever began must still be there, and still be allowed to. */
async function requireTester({ db, now }: LoginDeps, test: ConnectionTest): Promise<void> {
  const session = await findSession(db, test.sessionId)
  const isHere = session !== undefined && isAlive(session, now()) && session.userId === test.userId
  const user = isHere ? await findUser(db, test.userId) : undefined
  const mayTest =
    user !== undefined &&
    user.organizationId === test.organizationId &&
    maySignIn(user) &&
    permissionsOf(user.role).includes('connections.write')
  if (mayTest) return
  throw new Failure(
    'forbidden',
    'Whoever began this test is signed out, or no administrator any more.',
    {
      detail: {
        check: 'administrator',
        expected: 'the session that began the test, with connections.write',
        received: isHere ? 'a person who may not' : 'no live session',
      },
    },
  )
}

async function requireAddress(
  deps: LoginDeps,
  connection: Connection,
  received: string,
): Promise<void> {
  const expected = await callbackOf(deps, connection)
  if (received === expected) return
  throw new Failure('upstream_rejected', 'The answer came to the address of another connection.', {
    detail: { check: 'callback address', expected, received },
  })
}

async function callbackOf({ db }: LoginDeps, connection: Connection): Promise<string> {
  const { length } = await listConnections(db, connection.organizationId)
  return callbackPath(connection, length)
}

function traceOf({ now }: LoginDeps, visit: Visit, code?: string): Trace {
  const { organization, address, userAgent } = visit
  const started = { organizationId: organization.id, side: 'app', address, userAgent } as const
  return startTrace(now, { ...started, ...(code !== undefined && { code }) })
}
