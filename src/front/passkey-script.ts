import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Html, html } from '../web/html.ts'
import { commonHeaders } from '../web/security-headers.ts'
import type { Visit } from './visit.ts'

const SCRIPT = readFileSync(path.join(import.meta.dirname, 'browser', 'passkey.js'))
/** Another text has another address, so that a browser may keep it for ever. */
export const PASSKEY_SCRIPT = `/passkey-${hash('sha256', SCRIPT, 'hex').slice(0, 16)}.js`

export function sendPasskeyScript({ secure }: Visit): Response {
  const headers = {
    ...commonHeaders({ https: secure }),
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  }
  return new Response(SCRIPT, { headers })
}

/** For the policy of a page that has it: this one file, by its whole address. */
export function passkeyScriptOn({ organization }: Visit): readonly string[] {
  return [`${organization.url}${PASSKEY_SCRIPT}`]
}

/**
 * The inside of a form that is sent with a passkey's answer: to a `new` one, one that the person
 * `has`, or one on `offer` at the username's field too.
 */
export function passkeyFields(asked: 'new' | 'has' | 'offer', options: object): Html {
  return html`<div data-passkey="${asked}" data-options="${JSON.stringify(options)}"><input type="hidden" name="credential">
<p class="help" role="status"></p>
<noscript><p class="help">Passkeys need JavaScript, which is switched off in this browser.</p></noscript></div>
<script src="${PASSKEY_SCRIPT}" defer></script>`
}
