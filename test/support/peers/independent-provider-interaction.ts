import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { KoaContextWithOIDC, default as Provider } from 'oidc-provider'
import type { PeerPerson } from './independent-provider.ts'

/** The whole sign-in of the independent provider: whoever types a known name is believed. */
export async function answerInteraction(
  provider: Provider,
  people: readonly PeerPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method !== 'POST') return showForm(response, 200, '')
    const login = new URLSearchParams(await text(request)).get('login') ?? ''
    const person = people.find((p) => p.login === login)
    if (login === 'cancel') {
      const refusal = { error: 'access_denied', error_description: 'the person turned back' }
      return await provider.interactionFinished(request, response, refusal)
    }
    if (!person) return showForm(response, 403, 'Nobody of that name is known here.')
    const result = { login: { accountId: person.sub, amr: ['pwd'] } }
    await provider.interactionFinished(request, response, result)
  } catch (error) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error))
  }
}

function showForm(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>
<title>Independent provider</title>
<h1>Independent provider</h1>
<p role="alert">${message}</p>
<form method="post">
  <label>Name <input name="login" autofocus></label>
  <button>Sign in</button>
</form>`)
}

/** The library's own page fetches a font from elsewhere, which tests must not. */
export function askWhetherToSignOut(ctx: KoaContextWithOIDC, form: string): void {
  ctx.type = 'html'
  ctx.body = `<!doctype html>
<title>Independent provider</title>
<h1>Sign out here as well?</h1>
${form}
<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>
<button form="op.logoutForm">No, stay signed in</button>`
}
