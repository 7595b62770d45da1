import { askToSignInAgain, SESSION_ENDED } from './presence.ts'

/**
 * Sends a call, and once more where the person had to sign in again for it: what they were about to
 * do is done, without typing anything anew. Whoever only looks at something is not interrupted.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone()
  // Called through the window's own, so that it is never used detached from it.
  const response = await window.fetch(request)
  const why = await whyAsked(request.method, response)
  if (why === undefined || !(await askToSignInAgain(why))) return response
  return window.fetch(again)
}

async function whyAsked(method: string, response: Response): Promise<string | undefined> {
  if (response.status !== 403 && response.status !== 401) return undefined
  const { code, detail = '' }: { code?: string; detail?: string } = await response
    .clone()
    .json()
    .catch(() => ({}))
  if (code === 'sign_in_again') return detail
  return code === 'not_signed_in' && method !== 'GET' ? SESSION_ENDED : undefined
}
