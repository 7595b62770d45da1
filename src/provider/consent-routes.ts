import { Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import { logoUrl } from '../core/applications/application.ts'
import { giveConsent } from '../core/applications/consent-store.ts'
import { recordEvent } from '../core/audit/event-store.ts'
import { ORG_SERVER } from '../core/authorization-servers/authorization-server.ts'
import { displayName } from '../core/users/user.ts'
import { readSession } from '../front/session-cookie.ts'
import type { FrontEnv, Visit } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { readForm } from '../web/form.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import type { ApplicationDirectory } from './application-directory.ts'
import { scopesAskedFor } from './asked-scopes.ts'
import { scopesToConsentTo } from './consent-scopes.ts'
import { consentPage } from './pages/consent-page.ts'
import type { ProviderPool } from './provider-pool.ts'

type Deps = { db: Db; now: Clock; pool: ProviderPool; applications: ApplicationDirectory }

/** `{issuer}/v1/consent/{uid}`: the person allows, or does not, what an application asks for. */
export function consentRoutes(deps: Deps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  for (const path of ['/oauth2/v1/consent/:uid', '/oauth2/:server/v1/consent/:uid'] as const) {
    routes.get(path, async (c) => {
      const asked = await findQuestion(deps, c.env.visit, c.req.param(), c.req.header('cookie'))
      if (!asked) return c.redirect('/', 303)
      const { application, user, scopes } = asked
      const page = consentPage({
        organization: c.env.visit.brand,
        application: { name: application.label, logoUrl: logoUrl(application.settings) },
        account: displayName(user),
        scopes,
        action: c.req.path,
      })
      return sendPage(page, { formsLeadTo: 'anywhere' })
    })

    routes.post(path, async (c) => {
      const { visit } = c.env
      requireSameOrigin(c.req.raw.headers, visit.organization.url)
      const form = await readForm(c.req.raw, { once: ['decision'] })
      const asked = await findQuestion(deps, visit, c.req.param(), c.req.header('cookie'))
      if (!asked) return c.redirect('/', 303)
      await answer(deps, visit, asked, form.get('decision') === 'allow')
      return c.redirect(new URL(asked.interaction.returnTo).pathname, 303)
    })
  }
  return routes
}

/** The question, if it was put to the person who is signed in on this browser. */
async function findQuestion(
  { db, now, pool, applications }: Deps,
  visit: Visit,
  { server = ORG_SERVER, uid = '' }: { server?: string; uid?: string },
  cookies: string | undefined,
) {
  const pooled = await pool.find(visit.organization, server)
  const interaction = await pooled?.provider.Interaction.find(uid)
  const signedIn = await readSession(db, visit, cookies, now())
  const isTheirs = interaction && interaction.session?.accountId === signedIn?.user.id
  if (!pooled || !isTheirs || !signedIn || interaction.prompt.name !== 'consent') return undefined
  const clientId = String(interaction.params.client_id)
  const known = await applications.find(visit.organization.id, clientId)
  if (!known) return undefined
  const scopes = scopesToConsentTo(pooled.server, scopesAskedFor(interaction.params))
  return { interaction, user: signedIn.user, application: known.application, scopes }
}

type Question = NonNullable<Awaited<ReturnType<typeof findQuestion>>>

async function answer(
  { db, now }: Deps,
  { organization }: Visit,
  { interaction, application, user, scopes }: Question,
  allows: boolean,
): Promise<void> {
  if (allows) {
    const kept = scopes.map((scope) => scope.kept)
    const given = { applicationId: application.id, userId: user.id, scopes: kept }
    await giveConsent(db, given, now())
    const happened = {
      organizationId: organization.id,
      type: 'app.oauth2.consent.grant',
      actor: { kind: 'user', id: user.id },
      target: { kind: 'application', id: application.id },
    } as const
    await recordEvent(db, happened, now())
  }
  // A sign-in that the same request had asked for before still counts: it is not asked for again.
  interaction.result = allows
    ? { ...interaction.lastSubmission, consent: {} }
    : { error: 'access_denied', error_description: 'The person did not allow it.' }
  await interaction.persist()
}
