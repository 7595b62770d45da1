import { contentHash } from '../../web/content-hash.ts'
import { type Html, html } from '../../web/html.ts'

type OktaPostMessagePageData = Readonly<{
  /** The origin of the redirect URI, which alone may read the message. */
  targetOrigin: string
  /** `code`, `id_token`, `access_token`, `error`, `error_description`, `state` and their like. */
  message: Readonly<Record<string, string>>
}>

// The data stands in attributes, not in the script: nothing in it can end the script or become
// part of it, and the script stays one text with one hash. A page opened by neither a frame nor a
// popup would otherwise post to itself.
const POST = html`
const { dataset } = document.currentScript
const receiver = window.opener ?? (window.parent === window ? null : window.parent)
receiver?.postMessage(JSON.parse(dataset.message), dataset.origin)
`

/**
 * To be allowed by the page's policy, with `framedBy: [targetOrigin]`: a silent renewal runs in a
 * frame of the application.
 */
export const OKTA_POST_MESSAGE_SCRIPT = contentHash(POST)

/** `response_mode=okta_post_message`: the answer goes to the opener or the parent, not by redirect. */
export function oktaPostMessagePage({ targetOrigin, message }: OktaPostMessagePageData): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signing in</title></head>
<body><main><h1>Signing in</h1><p>You can close this window when the application has opened.</p></main>
<script data-origin="${targetOrigin}" data-message="${JSON.stringify(message)}">${POST}</script>
</body></html>
`
}
