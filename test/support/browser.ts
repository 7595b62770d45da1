import { Agent, request } from 'undici'
import { type CookieJar, createCookieJar, siteOf } from './cookie-jar.ts'
import { type HtmlForm, parseForms, textOf } from './html-form.ts'

/** One request and what came back, before any redirect was followed. */
type Hop = {
  method: string
  url: string
  status: number
  location: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
}

export type BrowserPage = {
  url: string
  status: number
  headers: Hop['headers']
  html: string
  /** The page as a person reads it: no markup, one line. */
  text: string
  forms: readonly HtmlForm[]
  /** Every request since the last click, in order; the last one is this page. */
  chain: readonly Hop[]
  /** Where the browser would go now, if `until` stopped it there. */
  next: string | undefined
  /** The page that began this navigation; redirects do not change it. */
  initiator: string | undefined
}

export type Navigation = {
  /** Stops before asking for the first address for which this is true (`page.next` holds it). */
  until?: (url: URL) => boolean
  /** The page whose link was followed; without it the address was typed. Decides SameSite. */
  from?: string
  headers?: Record<string, string>
}

type Submission = Navigation & { button?: { name: string; value: string } }

export type Browser = {
  cookies: CookieJar
  get: (url: string, navigation?: Navigation) => Promise<BrowserPage>
  post: (
    url: string,
    fields: Record<string, string>,
    navigation?: Navigation,
  ) => Promise<BrowserPage>
  /** Fills in a form of the page, or the page's only form, and sends it. */
  submit: (
    form: HtmlForm | BrowserPage,
    fields?: Record<string, string>,
    submission?: Submission,
  ) => Promise<BrowserPage>
  /** Goes on from a page at which `until` stopped. */
  follow: (page: BrowserPage, navigation?: Navigation) => Promise<BrowserPage>
}

type Step = {
  method: 'GET' | 'POST'
  url: URL
  body: string | undefined
  initiator: URL | undefined
  headers: Record<string, string>
}

const MOST_REDIRECTS = 30

// Names under .localhost are loopback in every browser (RFC 6761 §6.3), whatever the resolver says.
const agent = new Agent({
  connect: {
    lookup(hostname, options, answer) {
      const isLoopback = hostname === 'localhost' || hostname.endsWith('.localhost')
      const address = isLoopback || hostname.startsWith('127.') ? '127.0.0.1' : undefined
      if (!address) answer(new Error(`test browsers stay on loopback, not ${hostname}`), '', 4)
      else if (options.all) answer(null, [{ address, family: 4 }])
      else answer(null, address, 4)
    },
  },
})

/**
 * A browser without a screen, for protocol tests: cookies, redirects one by one, forms. One value
 * is one person's browser; make two to test that an attempt is bound to the first.
 */
export function createBrowser({
  headers = {},
}: {
  headers?: Record<string, string>
} = {}): Browser {
  const cookies = createCookieJar()
  const navigate = (step: Step, navigation: Navigation = {}) =>
    walk(cookies, { ...step, headers: { ...headers, ...navigation.headers } }, navigation.until)

  const initiatorOf = (from: string | undefined) => (from ? new URL(from) : undefined)

  return {
    cookies,
    get: (url, navigation) =>
      navigate(
        {
          method: 'GET',
          url: new URL(url),
          body: undefined,
          initiator: initiatorOf(navigation?.from),
          headers: {},
        },
        navigation,
      ),
    post: (url, fields, navigation) =>
      navigate(
        {
          method: 'POST',
          url: new URL(url),
          body: new URLSearchParams(fields).toString(),
          initiator: initiatorOf(navigation?.from ?? url),
          headers: {},
        },
        navigation,
      ),
    submit(target, fields = {}, submission = {}) {
      const form = 'forms' in target ? onlyForm(target) : target
      const { button, from } = submission
      const filled = { ...form.fields, ...fields, ...(button && { [button.name]: button.value }) }
      const url = new URL(form.action)
      // A form comes from its page; for a bare form the page is taken to be of the action's origin.
      const initiator = initiatorOf(from ?? ('forms' in target ? target.url : form.action))
      if (form.method === 'GET') url.search = new URLSearchParams(filled).toString()
      const body = form.method === 'POST' ? new URLSearchParams(filled).toString() : undefined
      return navigate({ method: form.method, url, body, initiator, headers: {} }, submission)
    },
    follow(page, navigation) {
      if (!page.next) throw new Error(`nothing to follow: the browser rests at ${page.url}`)
      const step: Step = {
        method: 'GET',
        url: new URL(page.next),
        body: undefined,
        initiator: initiatorOf(navigation?.from ?? page.initiator),
        headers: {},
      }
      return navigate(step, navigation)
    },
  }
}

async function walk(
  cookies: CookieJar,
  first: Step,
  until: Navigation['until'],
): Promise<BrowserPage> {
  const chain: Hop[] = []
  let step = first
  while (chain.length <= MOST_REDIRECTS) {
    const { hop, html } = await send(cookies, step)
    chain.push(hop)
    const next = hop.location ? redirected(step, hop) : undefined
    const stopped = next && until?.(next.url)
    if (!next || stopped) {
      const initiator = first.initiator?.href
      return { ...pageOf(hop, html, chain), next: next?.url.href, initiator }
    }
    step = next
  }
  const addresses = chain.slice(-4).map((hop) => hop.url)
  throw new Error(`too many redirects, at last ${addresses.join(' -> ')}`)
}

async function send(cookies: CookieJar, step: Step): Promise<{ hop: Hop; html: string }> {
  const { url, method, initiator, body } = step
  const cookie = cookies.headerFor({ url, method, initiator })
  const answer = await request(url, {
    method,
    dispatcher: agent,
    reset: true, // a kept connection would outlive a server that a test stops
    body: body ?? null,
    headers: {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'accept-language': 'en',
      'user-agent': 'Mozilla/5.0 (test)',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-site': fetchSite(url, initiator),
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(method === 'POST' && { origin: initiator?.origin ?? 'null' }),
      ...(cookie && { cookie }),
      ...step.headers,
    },
  })
  cookies.store(url, [answer.headers['set-cookie'] ?? []].flat())
  const location = [answer.headers.location].flat()[0]
  const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400 && location
  const hop: Hop = {
    method,
    url: url.href,
    status: answer.statusCode,
    location: isRedirect ? location : undefined,
    headers: answer.headers,
  }
  return { hop, html: await answer.body.text() }
}

/** What browsers do: 303 always, and 301 and 302 after a POST, become a GET (Fetch §4.4). */
function redirected(step: Step, hop: Hop): Step | undefined {
  const url = URL.parse(hop.location ?? '', step.url.href)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return
  if (!url.hash) url.hash = step.url.hash
  const keepsMethod = hop.status === 307 || hop.status === 308 || step.method === 'GET'
  return keepsMethod ? { ...step, url } : { ...step, url, method: 'GET', body: undefined }
}

function fetchSite(url: URL, initiator: URL | undefined): string {
  if (!initiator) return 'none'
  if (initiator.origin === url.origin) return 'same-origin'
  return siteOf(initiator) === siteOf(url) ? 'same-site' : 'cross-site'
}

function pageOf(hop: Hop, html: string, chain: Hop[]): Omit<BrowserPage, 'next' | 'initiator'> {
  return {
    url: hop.url,
    status: hop.status,
    headers: hop.headers,
    html,
    text: textOf(html),
    forms: parseForms(hop.url, html),
    chain,
  }
}

function onlyForm(page: BrowserPage): HtmlForm {
  const [form, ...others] = page.forms
  if (!form) throw new Error(`no form at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`)
  if (others.length)
    throw new Error(`${page.forms.length} forms at ${page.url}: name the one meant`)
  return form
}
