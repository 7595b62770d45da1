import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Clock } from '../base/clock.ts'
import { STEPS } from '../core/audit/trace-vocabulary.ts'
import { explainLegs } from '../core/causes/explain-legs.ts'
import { mayMend } from '../front/may-mend.ts'
import { visitOf } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'
import { ownStyleHash } from '../web/page.ts'
import { pageHeaders } from '../web/security-headers.ts'
import { codeOfAttempt } from './carried.ts'
import { rulesOfClient } from './client-metadata.ts'
import { providerErrorPage } from './pages/provider-error-page.ts'
import { redirectMismatchPage } from './pages/redirect-mismatch-page.ts'
import { recordOfFailure } from './trace-requests.ts'

type Deps = { db: Db; now: Clock; keepsTraces: boolean }

/** A request that must not be answered by a redirect, told to the person in front of it. */
export async function renderError(
  deps: Deps,
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  error: Error,
): Promise<void> {
  const { brand: organization, secure: https } = visitOf(ctx.req)
  const page =
    error instanceof errors.InvalidRedirectUri
      ? await redirectMismatch(deps, ctx)
      : providerErrorPage({
          organization,
          ...explain(out),
          code: codeOfAttempt() ?? '',
          protocol: { error: out.error, description: out.error_description },
          homeHref: '/',
          admin: await explainToAdmin(deps, ctx, error),
        })
  ctx.set(pageHeaders({ https, style: ownStyleHash(page) }))
  ctx.body = page.toString()
}

async function explainToAdmin(deps: Deps, ctx: KoaContextWithOIDC, error: Error) {
  if (!(await mayMendIt(deps, ctx))) return
  const record = recordOfFailure(deps, ctx, error)
  const explanation = await explainLegs(deps, [record])
  const failed = record.steps.findLast((step) => step.failure)
  return (
    explanation && failed && { explanation, step: STEPS[failed.name], traceHref: traceHrefOf(deps) }
  )
}

/** Where an administrator sees every step, if steps are kept. */
function traceHrefOf({ keepsTraces }: Deps): string | undefined {
  const code = keepsTraces ? codeOfAttempt() : undefined
  return code && `/console/sign-ins/${code}`
}

function mayMendIt(deps: Deps, ctx: KoaContextWithOIDC): Promise<boolean> {
  const cookieHeader = ctx.get('cookie')
  const asked = { cookieHeader, permission: 'applications.write' } as const
  // What is shown may be that the database does not answer.
  return mayMend(deps, visitOf(ctx.req), asked).catch(() => false)
}

/** The addresses are shown to whoever could mend them; everybody else gets the code to pass on. */
async function redirectMismatch(deps: Deps, ctx: KoaContextWithOIDC) {
  const { client, params } = ctx.oidc
  const admin = client && {
    settingsHref: `/console/applications/${rulesOfClient(client).applicationId}`,
    application: client.clientName ?? client.clientId,
    registered: client.redirectUris ?? [],
    received: String(params?.redirect_uri ?? ''),
    traceHref: traceHrefOf(deps),
  }
  return redirectMismatchPage({
    organization: visitOf(ctx.req).brand,
    code: codeOfAttempt() ?? '',
    ...((await mayMendIt(deps, ctx)) && { admin }),
  })
}

type Explained = { heading: string; cause: string; whatToDo: string }

function explain({ error }: ErrorOut): Explained {
  switch (error) {
    case 'invalid_client':
      return {
        heading: 'This application is not known here',
        cause:
          'The address that brought you here names an application that this site does not have.',
        whatToDo:
          'Go back to the application. If it happens again, give its administrator this code.',
      }
    case 'server_error':
      return {
        heading: 'Something failed on this side',
        cause: 'The sign-in could not be finished, and what happened has been recorded.',
        whatToDo: 'Try again in a moment. If it happens again, give your administrator this code.',
      }
    default:
      return {
        heading: 'This sign-in cannot go on',
        cause:
          'It was started too long ago or in another browser, this browser has lost its cookies, or the application asked for something that is not allowed.',
        whatToDo:
          'Go back to the application and sign in again. If it happens again, give its administrator this code.',
      }
  }
}
