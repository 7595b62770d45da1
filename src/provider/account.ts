import {
  type Account,
  type AccountClaims,
  errors,
  type FindAccount,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { newToken } from '../base/token.ts'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { filterGroups } from '../core/applications/groups-claim.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import { type ClaimPerson, customClaims } from '../core/authorization-servers/custom-claim.ts'
import { listGroupsOfUser } from '../core/groups/membership-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { maySignIn, type User } from '../core/users/user.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import { grantOfSource, requireAccess } from './access-check.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { type AskedClaims, scopesOfClaims } from './asked-scopes.ts'
import { idpOfAttempt } from './carried.ts'
import { NOT_ASSIGNED } from './not-assigned.ts'
import { extendIdleToken, type RefreshSource } from './refresh-idle.ts'
import { standardClaims } from './standard-claims.ts'

type AccountDeps = Readonly<{
  db: Db
  now: Clock
  organization: Organization
  server: AuthorizationServer
  applications: ApplicationDirectory
}>

/** What oidc-provider calls an account, with the person it stands for. */
type PersonAccount = Account & { person: ClaimPerson }

/**
 * Read anew at every request that hands out anything about a person: one who was deactivated a
 * moment ago gets no code, no token, and no answer at userinfo.
 */
export function createFindAccount(deps: AccountDeps): FindAccount {
  return async (ctx, id, source) => {
    const user = await findUser(deps.db, id)
    if (!user || user.organizationId !== deps.organization.id || !maySignIn(user)) return undefined
    if (ctx.oidc.route === 'token') {
      await requireAssignment(deps, ctx, user)
      if (source) await requireAccessAgain(deps, ctx, { user, source })
    }
    return accountOf(deps, user, ctx.oidc.client?.clientId)
  }
}

/** A person as tokens for one application tell of them: the same for issuing and for a preview. */
export function accountOf(
  deps: AccountDeps,
  user: User,
  clientId: string | undefined,
): PersonAccount {
  let read: Promise<string[]> | undefined
  const groupNames = () => {
    read ??= listGroupsOfUser(deps.db, user.id).then((groups) => groups.map(({ name }) => name))
    return read
  }
  const person = { user, groupNames }
  return {
    accountId: user.id,
    person,
    claims: async (use, scope) => {
      const scopes = scope.split(' ')
      const groups = await groupsClaim(deps, person, { clientId, scopes })
      const { claims } = deps.server.settings
      const custom = await customClaims(claims, 'id_token', { scopes, person })
      const about = { ...groups, ...custom, ...standardClaims(user), sub: user.id }
      return use === 'id_token' ? { ...about, ...oktaClaims(deps) } : about
    },
  }
}

/** Nobody gets new tokens for an application any more once its assignment is gone (also by refresh). */
async function requireAssignment(
  deps: AccountDeps,
  ctx: KoaContextWithOIDC,
  user: User,
): Promise<void> {
  const known = await deps.applications.find(deps.organization.id, ctx.oidc.client?.clientId ?? '')
  if (known && (await isAssigned(deps.db, known.application.id, user.id))) return
  throw new errors.InvalidGrant(NOT_ASSIGNED)
}

/** The code or the refresh token that is exchanged. */
type Source = RefreshSource & {
  kind: string
  scopes: Set<string>
  gty?: string | undefined
  claims?: AskedClaims | undefined
}

/** What a policy allowed when the person signed in, it may refuse by now. */
async function requireAccessAgain(
  deps: AccountDeps,
  ctx: KoaContextWithOIDC,
  { user, source }: { user: User; source: Source },
): Promise<void> {
  const asked = ctx.oidc.params?.scope
  const narrower = source.kind === 'RefreshToken' && typeof asked === 'string' && asked !== ''
  const byScope = narrower ? asked.split(' ') : [...source.scopes]
  const scopes = [...new Set([...byScope, ...scopesOfClaims(source.claims)])]
  const grantTypes = [grantOfSource(source)]
  await requireAccess(deps, ctx, { userId: user.id, grantTypes, scopes })
  if (source.kind === 'RefreshToken') await extendIdleToken(deps, ctx, source)
}

/** Whom an account is of: ours are all made above. */
export function personOf(account: Account | undefined): ClaimPerson | undefined {
  return (account as PersonAccount | undefined)?.person
}

async function groupsClaim(
  { organization, applications }: AccountDeps,
  person: ClaimPerson,
  { clientId, scopes }: { clientId: string | undefined; scopes: readonly string[] },
): Promise<{ groups?: string[] }> {
  if (!clientId || !scopes.includes('groups')) return {}
  const known = await applications.find(organization.id, clientId)
  const claim = known?.application.settings.groupsClaim
  return claim ? { groups: filterGroups(claim, await person.groupNames()) } : {}
}

/** What Okta's ID tokens carry beside the standard's claims. */
function oktaClaims({ organization }: AccountDeps): Partial<AccountClaims> {
  return {
    ver: 1,
    jti: `ID.${newToken()}`,
    // How the person signed in: through a connection, or here.
    idp: idpOfAttempt() ?? organization.id,
  }
}
