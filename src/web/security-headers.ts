import type { Html } from './html.ts'
import { ownStyleHash } from './page.ts'
import { STYLE_HASH } from './styles.ts'

export type PageOptions = Readonly<{
  status?: number
  /** Whether the organization's address is https: only then may browsers be told to insist on it. */
  https?: boolean
  /** Hash of the style of its own that a page has beside the common one (`ownStyleHash`). */
  style?: string | undefined
  /**
   * Hashes of the page's inline scripts (`contentHash`), or the whole address of a file of ours.
   * Pages have none unless they say so.
   */
  scripts?: readonly string[]
  /** Whether the page's script asks this server for more. */
  connects?: boolean
  /**
   * Where forms of the page may lead. Chromium holds the whole chain of redirects after a form's
   * POST against this list (test/pages-handing-over.test.ts), and after signing in that chain leads to the
   * application and wherever it sends people next, which nobody can list beforehand. So pages
   * whose POST ends in such a redirect say `anywhere`, and all others keep to their own origin.
   */
  formsLeadTo?: 'here' | 'anywhere' | readonly string[]
  /** Origins that the page shows in frames of its own. */
  frames?: readonly string[]
  /** Origins that may show this page in a frame. */
  framedBy?: readonly string[]
  headers?: Readonly<Record<string, string>> | undefined
  cookies?: readonly string[]
}>

export function contentSecurityPolicy({
  style,
  scripts = [],
  formsLeadTo = 'here',
  framedBy = [],
  frames: shown = [],
  connects = false,
}: Pick<
  PageOptions,
  'style' | 'scripts' | 'formsLeadTo' | 'frames' | 'framedBy' | 'connects'
>): string {
  const forms = typeof formsLeadTo === 'string' ? [] : formsLeadTo.filter(isSource)
  const frames = framedBy.filter(isSource)
  return [
    "default-src 'none'",
    ['style-src', STYLE_HASH, ...(style ? [style] : [])].join(' '),
    "img-src 'self' data: https:",
    ...(scripts.length > 0 ? [`script-src ${scripts.join(' ')}`] : []),
    ...(shown.length > 0 ? [['frame-src', ...shown.filter(isSource)].join(' ')] : []),
    ...(connects ? ["connect-src 'self'"] : []),
    ...(formsLeadTo === 'anywhere' ? [] : [["form-action 'self'", ...forms].join(' ')]),
    "base-uri 'none'",
    `frame-ancestors ${frames.length > 0 ? frames.join(' ') : "'none'"}`,
  ].join('; ')
}

/** For every answer, page or not. */
export function commonHeaders({ https = false }: { https?: boolean } = {}): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: browsers then send `Origin: null` with our own forms (same-origin.ts).
    'referrer-policy': 'same-origin',
    ...(https && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/**
 * Cross-Origin-Opener-Policy is left out on purpose: it cuts `window.opener`, through which a
 * sign-in in a popup hands its answer back (okta_post_message).
 */
export function pageHeaders(options: PageOptions = {}): Record<string, string> {
  return {
    ...commonHeaders({ https: options.https ?? false }),
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(options),
    'cache-control': 'no-store',
    ...options.headers,
  }
}

export function sendPage(page: Html, options: PageOptions = {}): Response {
  const headers = new Headers(pageHeaders({ ...options, style: ownStyleHash(page) }))
  for (const cookie of options.cookies ?? []) headers.append('set-cookie', cookie)
  return new Response(page.toString(), { status: options.status ?? 200, headers })
}

/** Only whole origins get into the policy: `;` or a space would let a setting write directives. */
function isSource(origin: string): boolean {
  const url = URL.parse(origin)
  return url !== null && url.origin === origin && url.origin !== 'null'
}
