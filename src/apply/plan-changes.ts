import type { Clock } from '../base/clock.ts'
import type { Sealer } from '../base/seal.ts'
import type { DeclaredOrganization } from '../config/declared-organization.ts'
import { type ConfigProblem, type ConfigSource, faultsAt } from '../config/problem.ts'
import type { Application } from '../core/applications/application.ts'
import { findApplicationByClientId } from '../core/applications/application-store.ts'
import { groupKey } from '../core/groups/group.ts'
import { loginKey, type User } from '../core/users/user.ts'
import { findUserByLogin } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import type { Change, PlannedChange } from './change.ts'
import { inChunks } from './in-chunks.ts'
import { type PlannedApplication, planApplication } from './plan-applications.ts'
import { planConnection } from './plan-connections.ts'
import { planEventWebhook } from './plan-event-webhook.ts'
import { planGroups } from './plan-groups.ts'
import { mergeOrganization, planOrganization } from './plan-organization.ts'
import { planServers } from './plan-servers.ts'
import { planUser } from './plan-users.ts'
import type { Planning } from './planning.ts'

export type ApplyDeps = Readonly<{ db: Db; sealer: Sealer; now: Clock }>

/** The changes of each organization, in the order they must be written. */
type Plan = readonly (readonly PlannedChange[])[]

/** What a file would change, and nothing is: not even a key is made. */
export async function planChanges(
  deps: ApplyDeps,
  declared: readonly DeclaredOrganization[],
  source?: ConfigSource,
): Promise<Change[]> {
  const plan = await makePlan(deps, declared, source)
  return plan.flat().map(({ change }) => change)
}

/** Every fault of every organization is told at once, before anything is written. */
export async function makePlan(
  deps: ApplyDeps,
  declared: readonly DeclaredOrganization[],
  source: ConfigSource = { name: 'The declared state', lineOf: () => undefined },
): Promise<Plan> {
  const problems: ConfigProblem[] = []
  const plan: PlannedChange[][] = []
  for (const [index, organization] of declared.entries()) {
    plan.push(await planOne(deps, organization, { index, problems }))
  }
  if (problems.length > 0) throw faultsAt(problems, source)
  return plan
}

async function planOne(
  { db, sealer, now }: ApplyDeps,
  declared: DeclaredOrganization,
  { index, problems }: { index: number; problems: ConfigProblem[] },
): Promise<PlannedChange[]> {
  const at = now()
  const { present, organization, logo } = await mergeOrganization(db, declared, at)
  const planning: Planning = {
    db,
    sealer,
    at,
    organization,
    isNew: present === undefined,
    path: ['organizations', index],
    fault: (path, message) => problems.push({ path, message }),
  }
  const own = await planOrganization(planning, present, logo)
  const { changes: groups, groups: known } = await planGroups(planning, declared.groups ?? [])
  const findGroup = (name: string) => known.get(groupKey(name))
  const byId = new Map([...known.values()].map((group) => [group.id as string, group]))
  const findGroupById = (id: string) => byId.get(id)
  const users = await inChunks(declared.users ?? [], (user, i) =>
    planUser(planning, { findGroup }, user, i),
  )
  const connections = await inChunks(declared.connections ?? [], (connection, i) =>
    planConnection(planning, { findGroup }, connection, i),
  )
  const findUser = findUserAmong(
    planning,
    users.map(({ user }) => user),
  )
  const applications = await inChunks(declared.applications ?? [], (application, i) =>
    planApplication(planning, { findGroup, findGroupById, findUser }, application, i),
  )
  const findApplication = findApplicationAmong(planning, applications)
  const servers = await planServers(
    planning,
    { findGroup, findUser, findApplication },
    declared.authorizationServers ?? [],
  )
  const people = users.map(({ planned }) => planned)
  const webhook = await planEventWebhook(planning, declared.eventWebhook)
  return [own, ...webhook, ...servers, ...groups, ...people, ...connections, ...applications]
}

function findUserAmong({ db, organization, isNew }: Planning, declared: readonly User[]) {
  const known = new Map(declared.map((user) => [loginKey(user.login), user]))
  return async (login: string): Promise<User | undefined> =>
    known.get(loginKey(login)) ??
    (isNew ? undefined : await findUserByLogin(db, organization.id, login))
}

function findApplicationAmong(
  { db, organization, isNew }: Planning,
  planned: readonly PlannedApplication[],
) {
  const known = new Map(planned.map(({ application }) => [application.clientId, application]))
  return async (clientId: string): Promise<Application | undefined> =>
    known.get(clientId) ??
    (isNew ? undefined : await findApplicationByClientId(db, organization.id, clientId))
}
