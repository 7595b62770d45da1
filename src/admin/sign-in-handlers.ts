import { findPeopleMeant, nameParties } from '../core/audit/attempt-names-store.ts'
import {
  findAssertedSealed,
  findAttempt,
  listAttempts,
  type TracedAttempt,
} from '../core/audit/attempt-store.ts'
import { parseTraceCode } from '../core/audit/trace-code.ts'
import { OUTCOMES_OF_TESTS, type Outcome } from '../core/audit/trace-vocabulary.ts'
import { explainAttempt } from '../core/causes/explain-attempt.ts'
import { listConnections } from '../core/connections/connection-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { AdminApi, AdminDeps } from './admin-deps.ts'
import * as contract from './contract/sign-ins.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { found } from './found.ts'
import { type Known, viewSignIn, viewSummary } from './sign-in-views.ts'

/** Filters that stand for several outcomes. */
const SEVERAL = {
  unsuccessful: ['refused', 'failed'],
  tests: OUTCOMES_OF_TESTS,
} as const satisfies Record<string, readonly Outcome[]>

export function mountSignIns(api: AdminApi, deps: AdminDeps): void {
  const { db } = deps

  api.openapi(contract.listSignIns, async (c) => {
    const { organization } = c.env.visit
    const { after, limit, outcome, person, code, from, to, ...about } = c.req.valid('query')
    const [before] = decodeCursor(after, 1) ?? []
    const outcomes =
      outcome === 'unsuccessful' || outcome === 'tests' ? SEVERAL[outcome] : outcome && [outcome]
    const sought = {
      ...about,
      ...(outcomes && { outcomes }),
      ...(person && { userIds: await findPeopleMeant(db, organization.id, person) }),
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(to !== undefined && { to: Date.parse(to) }),
    }
    const position = { limit: limit + 1, ...(before !== undefined && { before }) }
    const attempts = code
      ? await listByCode(deps, organization, code)
      : await listAttempts(db, organization.id, sought, position)
    const { items, next } = pageFrom(attempts, limit, ({ id }) => [id])
    const known = await knowAbout(deps, organization, items)
    return c.json({ items: items.map((one) => viewSummary(one, known(one))), next }, 200)
  })

  api.openapi(contract.getSignIn, async (c) => {
    const { organization } = c.env.visit
    const attempt = found((await listByCode(deps, organization, c.req.valid('param').code))[0])
    const known = await knowAbout(deps, organization, [attempt])
    const sealed = await findAssertedSealed(db, organization.id, attempt.code)
    const asksWhatIf = sealed !== undefined && attempt.connectionId !== undefined
    return c.json({ ...viewSignIn(attempt, known(attempt)), asksWhatIf }, 200)
  })
}

async function listByCode({ db }: AdminDeps, { id }: Organization, typed: string) {
  const code = parseTraceCode(typed)
  const attempt = code && (await findAttempt(db, id, code))
  return attempt ? [attempt] : []
}

/** What a page of attempts was about and why they failed, in three queries. */
async function knowAbout(
  { db, now }: AdminDeps,
  organization: Organization,
  attempts: readonly TracedAttempt[],
): Promise<(attempt: TracedAttempt) => Known> {
  const connections = await listConnections(db, organization.id)
  const parties = await nameParties(db, {
    applicationIds: attempts.map(({ applicationId }) => applicationId),
    userIds: attempts.map(({ userId }) => userId),
  })
  const names = new Map([...connections.map(({ id, name }) => [id, name] as const), ...parties])
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : names.get(id))
  return ({ connectionId, applicationId, userId, legs }) => {
    const [label, login] = [nameOf(applicationId), nameOf(userId)]
    const explanation = explainAttempt(legs, {
      organization,
      connection: connections.find(({ id }) => id === connectionId),
      application: applicationId && label ? { id: applicationId, label } : undefined,
      person: userId && login ? { id: userId, login } : undefined,
      now: now(),
    })
    return { names, explanation }
  }
}
