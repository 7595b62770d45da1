import {
  type Account,
  type AccountClaims,
  errors,
  type FindAccount,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import { newToken } from '../base/token.ts'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { filterGroups } from '../core/applications/groups-claim.ts'
import { listGroupsOfUser } from '../core/groups/group-store.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { maySignIn, type User } from '../core/users/user.ts'
import { findUser } from '../core/users/user-store.ts'
import type { Db } from '../storage/database.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { idpOfAttempt } from './carried.ts'
import { NOT_ASSIGNED } from './not-assigned.ts'
import { standardClaims } from './standard-claims.ts'

type Deps = { db: Db; organization: Organization; applications: ApplicationDirectory }

/** What oidc-provider calls an account, with the person it stands for. */
type PersonAccount = Account & { user: User }

/**
 * Read anew at every request that hands out anything about a person: one who was deactivated a
 * moment ago gets no code, no token, and no answer at userinfo.
 */
export function createFindAccount(deps: Deps): FindAccount {
  return async (ctx, id) => {
    const user = await findUser(deps.db, id)
    if (!user || user.organizationId !== deps.organization.id || !maySignIn(user)) return undefined
    if (ctx.oidc.route === 'token') await requireAssignment(deps, ctx, user)
    const account: PersonAccount = {
      accountId: user.id,
      user,
      claims: async (use, scope) => {
        const groups = await groupsClaim(deps, ctx, user, scope)
        const about = { sub: user.id, ...standardClaims(user), ...groups }
        return use === 'id_token' ? { ...about, ...oktaClaims(deps) } : about
      },
    }
    return account
  }
}

/** Nobody gets new tokens for an application any more once its assignment is gone (also by refresh). */
async function requireAssignment(deps: Deps, ctx: KoaContextWithOIDC, user: User): Promise<void> {
  const known = await deps.applications.find(deps.organization.id, ctx.oidc.client?.clientId ?? '')
  if (known && (await isAssigned(deps.db, known.application.id, user.id))) return
  throw new errors.InvalidGrant(NOT_ASSIGNED)
}

/** Whom an account is of: ours are all made above. */
export function personOf(account: Account | undefined): User | undefined {
  return (account as PersonAccount | undefined)?.user
}

async function groupsClaim(
  { db, organization, applications }: Deps,
  ctx: KoaContextWithOIDC,
  user: User,
  scope: string,
): Promise<{ groups?: string[] }> {
  const clientId = ctx.oidc.client?.clientId
  if (!clientId || !scope.split(' ').includes('groups')) return {}
  const known = await applications.find(organization.id, clientId)
  const claim = known?.application.settings.groupsClaim
  if (!claim) return {}
  const groups = await listGroupsOfUser(db, user.id)
  return {
    groups: filterGroups(
      claim,
      groups.map((group) => group.name),
    ),
  }
}

/** What Okta's ID tokens carry beside the standard's claims. */
function oktaClaims({ organization }: Deps): Partial<AccountClaims> {
  return {
    ver: 1,
    jti: `ID.${newToken()}`,
    // How the person signed in: through a connection, or here.
    idp: idpOfAttempt() ?? organization.id,
  }
}
