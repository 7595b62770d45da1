import type { Organization } from '../core/organizations/organization.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import { type ObserveDeps, observe } from '../doctor/observe.ts'
import { COOKIE_CHECK, cookieOfCheck } from '../front/cookie-check.ts'
import { cookieNames } from '../web/cookies.ts'

/** Whether cookies survive the way to the browser and back: if a proxy drops them, no sign-in works. */
export async function examineCookies(
  deps: ObserveDeps,
  { id, url }: Pick<Organization, 'id' | 'url'>,
): Promise<Finding> {
  const secure = url.startsWith('https:')
  const door = { cookies: cookieNames(id, secure), secure }
  const first = await ask(deps, url)
  if (first === 'no answer') {
    return note('cookies', 'They were not looked at: a server of another version answers.')
  }
  const [sent, again] = [cookieOfCheck(door, false), cookieOfCheck(door, true)]
  if (first !== sent) return onTheWay(sent, first)
  const second = await ask(deps, url, sent.split(';', 1)[0])
  if (second === again) return right('cookies', 'They go out and come back as they were.')
  return wrong('cookies', 'Cookies that a browser sends do not reach this server.', {
    expected: sent.split(';', 1)[0] ?? '',
    received: 'a request without it',
    remedy: 'Let the proxy pass the header Cookie on. Without it every sign-in ends in a circle.',
  })
}

function onTheWay(sent: string, came: string | undefined): Finding {
  const sentence = came
    ? 'Cookies are changed on their way to the browser.'
    : 'Cookies that this server sets do not arrive.'
  return wrong('cookies', sentence, {
    expected: `Set-Cookie: ${sent}`,
    received: came ? `Set-Cookie: ${came}` : 'no Set-Cookie',
    remedy:
      'Let the proxy pass the header Set-Cookie on, with name, path and attributes as they are.',
  })
}

/** The cookie in the answer, if there is one. */
async function ask(
  deps: ObserveDeps,
  url: string,
  cookie?: string,
): Promise<string | undefined | 'no answer'> {
  const headers = { accept: 'text/html', ...(cookie && { cookie }) }
  const observed = await observe(deps, url + COOKIE_CHECK, { headers })
  if (observed.kind === 'silent' || observed.status !== 204) return 'no answer'
  return observed.headers.getSetCookie()[0]
}
