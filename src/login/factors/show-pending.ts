import type { Failure } from '../../base/errors.ts'
import type { Visit } from '../../front/visit.ts'
import { sendPage } from '../../web/security-headers.ts'
import { answerTo } from '../answer-on-screen.ts'
import { expired } from '../expired.ts'
import type { LoginDeps } from '../login-deps.ts'
import { enoughPage, enrolPage, factorPage } from '../pages/factor-page.ts'
import { ENROL_KINDS, listAvailable } from './factor-kinds.ts'
import type { Waiting } from './pending.ts'

export type Shown = Readonly<{
  token: string
  /** The kind that was chosen. */
  kind: string | null
  refused?: { error: Failure; code: string }
}>

/** The page for what a pending sign-in waits for. */
export async function showPending(
  deps: LoginDeps,
  visit: Visit,
  waiting: Waiting,
  { token: request, kind: wished, refused }: Shown,
): Promise<Response> {
  const { brand: organization, secure: https } = visit
  const { decision, recoveryCodes, user } = waiting
  const send = { ...(refused && answerTo(refused.error)), https, formsLeadTo: 'anywhere' } as const
  if (decision === 'nothing') {
    return sendPage(enoughPage({ organization, recoveryCodes, request }), send)
  }
  const kinds = decision === 'ask' ? await listAvailable(deps, waiting) : ENROL_KINDS
  const kind = kinds.find(({ name }) => name === wished) ?? kinds[0]
  if (!kind) throw expired()
  const form = await kind.ask(deps, visit, waiting)
  const body = (decision === 'ask' ? factorPage : enrolPage)({
    organization,
    account: user.login,
    kind,
    form,
    others: kinds.filter((one) => one !== kind),
    request,
    error: refused && { message: refused.error.message, code: refused.code },
  })
  return sendPage(body, { ...send, ...(form.scripts && { scripts: form.scripts }) })
}
