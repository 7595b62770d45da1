import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { acrOf, missingOf } from '../core/factors/assurance.ts'
import { isTwoFactor } from '../core/factors/authentication-methods.ts'
import { isReachable } from '../core/factors/is-reachable.ts'
import { lacksFactor } from '../core/factors/lacks-factor.ts'
import { WANTED, type Wanted } from '../core/factors/wanted.ts'
import type { Organization } from '../core/organizations/organization.ts'
import type { Session } from '../core/sessions/session.ts'
import type { User } from '../core/users/user.ts'
import { visitOf } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { personOf } from './account.ts'
import { rulesOfClient } from './client-metadata.ts'

const { Check } = interactionPolicy

export const SECOND_FACTOR = 'second_factor'

/**
 * Whether the session's person showed as much as the application wants: by its setting, by
 * `acr_values` or the claim `acr`, or by what is asked of everybody by now, so that a session from
 * before that was asked does not pass. Else the browser goes to show it (ask-person.ts), in the
 * session that there is.
 */
export function secondFactorCheck({ db }: Readonly<{ db: Db }>): interactionPolicy.Check {
  return new Check(
    SECOND_FACTOR,
    'another factor is required',
    'login_required',
    async (ctx) => {
      const { session } = ctx.oidc
      if (!session?.accountId) return Check.NO_NEED_TO_PROMPT
      const { amr = [], acr } = session as { amr?: string[]; acr?: string }
      const asked = levelsAsked(ctx)
      // Read by the library's own checks and put into tokens: before the first wait, as those run beside.
      Object.defineProperty(ctx.oidc, 'acr', {
        value: acrOf({ amr, acr }, asked),
        configurable: true,
      })
      const user = personOf(ctx.oidc.account)?.user
      if (!user) return Check.NO_NEED_TO_PROMPT
      const { organization } = visitOf(ctx.req)
      const client = ctx.oidc.client && rulesOfClient(ctx.oidc.client)
      const required = client?.requiresSecondFactor ?? false
      const missing = await missingIn({ db }, { amr, acr }, { organization, user, required, asked })
      if (missing === undefined) return Check.NO_NEED_TO_PROMPT
      if (!(await isReachable(db, missing, user.id))) {
        throw new errors.CustomOIDCProviderError(
          'unmet_authentication_requirements',
          'The person has no way to sign in as the application insists on.',
        )
      }
      wanted.set(ctx, missing)
      return Check.REQUEST_PROMPT
    },
    (ctx) => ({ wanted: wanted.get(ctx) }),
  )
}

const wanted = new WeakMap<object, Wanted>()

type Asked = Readonly<{
  organization: Organization
  user: User
  /** By the application's own setting. */
  required: boolean
  asked: readonly string[]
}>

/** What this session lacks of what is asked of it; the strongest of it. */
export async function missingIn(
  { db }: Readonly<{ db: Db }>,
  session: Pick<Session, 'amr' | 'acr'>,
  { organization, user, required, asked }: Asked,
): Promise<Wanted | undefined> {
  const byRequest = missingOf(session, asked)
  const missing: (Wanted | undefined)[] = [byRequest]
  const lacks = required
    ? !isTwoFactor(session.amr)
    : await lacksFactor(db, { organization, user, session })
  if (lacks) missing.push('two_factors')
  const strongest = WANTED.findLast((one) => missing.includes(one))
  const isImpossible = strongest === 'two_factors_if_possible' && !user.secondFactors
  return isImpossible ? undefined : strongest
}

/** `acr_values` are kept by the library as values of the claim. */
function levelsAsked({ oidc }: KoaContextWithOIDC): readonly string[] {
  const claim: unknown = oidc.claims?.id_token?.acr
  if (typeof claim !== 'object' || claim === null) return []
  const { value, values } = claim as { value?: unknown; values?: unknown }
  const listed = Array.isArray(values) ? values : []
  return [value, ...listed].filter((one) => typeof one === 'string')
}
