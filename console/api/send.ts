import { askToSignInAgain } from './presence.ts'

/**
 * Sends a call, and once more where the person had to sign in again for it: what they were about to
 * do is done, without typing anything anew.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone()
  // Called through the window's own, so that it is never used detached from it.
  const response = await window.fetch(request)
  if (response.status !== 403) return response
  const { code, detail = '' }: { code?: string; detail?: string } = await response
    .clone()
    .json()
    .catch(() => ({}))
  if (code !== 'sign_in_again' || !(await askToSignInAgain(detail))) return response
  return window.fetch(again)
}
