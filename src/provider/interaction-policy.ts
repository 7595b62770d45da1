import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { isAssigned } from '../core/applications/assignment-store.ts'
import { findConsent } from '../core/applications/consent-store.ts'
import type { AuthorizationServer } from '../core/authorization-servers/authorization-server.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Db } from '../storage/database.ts'
import { grantsOfResponseType, requireAccess } from './access-check.ts'
import type { ApplicationDirectory, KnownApplication } from './application-directory.ts'
import { scopesAskedFor } from './asked-scopes.ts'
import { scopesToConsentTo } from './consent-scopes.ts'
import { keepGrant } from './grant.ts'
import { NOT_ASSIGNED } from './not-assigned.ts'
import { secondFactorCheck } from './second-factor.ts'

const { Check, Prompt, base } = interactionPolicy

type Deps = {
  db: Db
  organization: Organization
  server: AuthorizationServer
  applications: ApplicationDirectory
}

/**
 * What stands between a request and its answer, in this order: somebody is signed in, recently and
 * well enough; that person is assigned to the application; an access policy of a custom server lets
 * them in; and they have consented, if the application asks for that. The library's own checks of the
 * first are all kept.
 */
export function createInteractionPolicy(deps: Deps): interactionPolicy.DefaultPolicy {
  const policy = base()
  policy.get('login')?.checks.add(secondFactorCheck(deps), 0)
  policy.get('login')?.checks.add(personIsActive(), 0)
  policy.remove('consent')
  keepHintOnTheWay(policy)
  refuseWhatSigningInCannotMend(policy)
  policy.add(assignmentPrompt(deps))
  policy.add(accessPrompt(deps))
  policy.add(consentPrompt(deps))
  policy.add(keepGrantPrompt())
  return policy
}

/** A session whose person may no longer sign in counts as none: the login screen says why. */
function personIsActive(): interactionPolicy.Check {
  return new Check('person_not_active', 'somebody who may sign in is required', (ctx) => {
    const isNobody = ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
    return isNobody ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
  })
}

/** The library reads the hint with the request, and has forgotten it when the person is back. */
function keepHintOnTheWay(policy: interactionPolicy.DefaultPolicy): void {
  const hint = policy.get('login')?.checks.get('id_token_hint')
  if (!hint) throw new Error('The library has no check of id_token_hint any more.')
  const { check: isNeeded } = hint
  hint.check = async (ctx) => {
    const { entities, params, client, provider } = ctx.oidc
    const given = params?.id_token_hint
    if (typeof given === 'string' && client && !entities.IdTokenHint) {
      const read = await provider.IdToken.validate(given, client).catch((cause: unknown) => {
        throw new errors.InvalidRequest('could not validate id_token_hint', undefined, { cause })
      })
      ctx.oidc.entity('IdTokenHint', read)
    }
    return isNeeded(ctx)
  }
}

/**
 * What a sign-in just now did not reach will not be reached by the next one: the application is told
 * instead of the person being asked for ever. An essential `acr`: OpenID Connect Unmet Authentication
 * Requirements 1.0. Somebody else than the application named: OIDC Core sections 3.1.2.1 and 3.1.2.2,
 * which let nobody else in.
 */
function refuseWhatSigningInCannotMend(policy: interactionPolicy.DefaultPolicy): void {
  for (const check of policy.get('login')?.checks ?? []) {
    const refusal = REFUSALS[check.reason]
    if (!refusal) continue
    const { check: isNeeded } = check
    check.check = async (ctx) => {
      const needed = await isNeeded(ctx)
      if (needed && ctx.oidc.result?.login) {
        throw new errors.CustomOIDCProviderError(refusal.error, refusal.description)
      }
      return needed
    }
  }
}

const UNMET = {
  error: 'unmet_authentication_requirements',
  description: 'The person signed in, and not in the way that the application insists on.',
}
const SOMEBODY_ELSE = {
  error: 'login_required',
  description: 'Somebody else signed in than the person whom the application asked for.',
}
const REFUSALS: Readonly<Record<string, typeof UNMET>> = {
  essential_acr: UNMET,
  essential_acrs: UNMET,
  id_token_hint: SOMEBODY_ELSE,
  claims_id_token_sub_value: SOMEBODY_ELSE,
}

/** The application of a request whose client the library has already found. */
async function applicationOf(
  { organization, applications }: Pick<Deps, 'organization' | 'applications'>,
  ctx: KoaContextWithOIDC,
): Promise<KnownApplication> {
  const known = await applications.find(organization.id, ctx.oidc.client?.clientId ?? '')
  if (!known) throw new errors.InvalidClient('client not found')
  return known
}

/** Refuses instead of prompting: nobody can assign themselves. */
function assignmentPrompt(deps: Deps): interactionPolicy.Prompt {
  const check = new Check('assignment', 'the person must be assigned', async (ctx) => {
    const { application } = await applicationOf(deps, ctx)
    const userId = ctx.oidc.session?.accountId
    if (userId && !(await isAssigned(deps.db, application.id, userId))) {
      throw new errors.AccessDenied(NOT_ASSIGNED)
    }
    return Check.NO_NEED_TO_PROMPT
  })
  return new Prompt({ name: 'assignment', requestable: false }, check)
}

/** Comes before consent, so that nobody is asked about what would then be refused. */
function accessPrompt(deps: Deps): interactionPolicy.Prompt {
  const check = new Check('access_policy', 'an access policy must allow it', async (ctx) => {
    const userId = ctx.oidc.session?.accountId
    if (userId) {
      const grantTypes = grantsOfResponseType(String(ctx.oidc.params?.response_type ?? ''))
      const scopes = scopesAskedFor(ctx.oidc.params ?? {})
      await requireAccess(deps, ctx, { userId, grantTypes, scopes })
    }
    return Check.NO_NEED_TO_PROMPT
  })
  return new Prompt({ name: 'access_policy', requestable: false }, check)
}

function consentPrompt(deps: Deps): interactionPolicy.Prompt {
  const check = new Check('consent_missing', 'consent is required', async (ctx) => {
    const { application } = await applicationOf(deps, ctx)
    if (application.settings.consent === 'TRUSTED') return Check.NO_NEED_TO_PROMPT
    if (ctx.oidc.result?.consent) return Check.NO_NEED_TO_PROMPT
    if (ctx.oidc.prompts.has('consent')) return Check.REQUEST_PROMPT
    const userId = ctx.oidc.session?.accountId ?? ''
    const given = await findConsent(deps.db, application.id, userId)
    const needed = scopesToConsentTo(deps.server, scopesAskedFor(ctx.oidc.params ?? {}))
    const isNew = needed.some(({ kept }) => !given.includes(kept))
    return isNew ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
  })
  const prompt = new Prompt({ name: 'consent', requestable: true }, check)
  // The library's own check would ask even about an application that the administrator trusts.
  prompt.checks.remove('consent_prompt')
  return prompt
}

/** The last prompt, which asks nothing: when nothing is in the way any more, it stores the grant. */
function keepGrantPrompt(): interactionPolicy.Prompt {
  const check = new Check('grant_kept', 'the grant must be kept', async (ctx) => {
    await keepGrant(ctx)
    return Check.NO_NEED_TO_PROMPT
  })
  return new Prompt({ name: 'grant', requestable: false }, check)
}
