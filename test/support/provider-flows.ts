import { createHash } from 'node:crypto'
import { after } from 'node:test'
import type { Clock } from '../../src/base/clock.ts'
import type { ApplicationSettings } from '../../src/core/applications/application.ts'
import type { Db } from '../../src/storage/database.ts'
import { type Browser, type BrowserPage, createBrowser } from './browser.ts'
import { engines } from './databases.ts'
import { PASSWORD, type RunningServer, startServer } from './running-server.ts'

/** Where applications of these tests want people back; nothing listens there. */
export const CALLBACK = 'http://localhost:9/callback'
export const VERIFIER = 'a-code-verifier-that-is-long-enough-for-rfc-7636-0123456789'
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/** `org`, or the slug of a custom server. */
export type ServerName = 'org' | 'default'
export type Params = Readonly<Record<string, string | undefined>>
export type Client = Readonly<{ clientId: string; clientSecret: string }>

const servers: RunningServer[] = []
// At the file's level: a server that a `before` hook starts outlives the hook.
after(() => Promise.all(servers.map((server) => server.close())))

/** A server of its own, on SQLite unless a database is given; closed when the file ends. */
export async function flowServer({
  db,
  ...options
}: {
  db?: Db
  now?: Clock
  name?: string
} = {}): Promise<RunningServer> {
  const database = db ?? (await engines[0]?.fresh())
  if (!database) throw new Error('there is no engine to test on')
  const server = await startServer(database, options)
  servers.push(server)
  return server
}

export function issuerOf(server: RunningServer, name: ServerName = 'org'): string {
  return name === 'org' ? server.url : `${server.url}/oauth2/${name}`
}

/** The address of an endpoint, such as `token`. */
export function endpoint(server: RunningServer, path: string, name: ServerName = 'org'): string {
  return name === 'org'
    ? `${server.url}/oauth2/v1/${path}`
    : `${server.url}/oauth2/${name}/v1/${path}`
}

/** Settings under which every response type and every grant of a person is allowed. */
export const EVERYTHING: Partial<ApplicationSettings> = {
  grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
  implicit: { idToken: true, accessToken: true },
  redirectUris: [CALLBACK],
}

export const CODE: Partial<ApplicationSettings> = {
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: [CALLBACK],
}

export function authorizeUrl(
  server: RunningServer,
  client: Pick<Client, 'clientId'>,
  params: Params = {},
  name: ServerName = 'org',
): string {
  const url = new URL(endpoint(server, 'authorize', name))
  const all: Params = {
    client_id: client.clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'st4te',
    ...params,
  }
  for (const [key, value] of Object.entries(all)) {
    if (value !== undefined) url.searchParams.set(key, value)
  }
  return url.href
}

/** A browser on which this person has just signed in with their password. */
export async function signedInBrowser(server: RunningServer, login: string): Promise<Browser> {
  const browser = createBrowser()
  const page = await signIn(browser, await browser.get(`${server.url}/login`), login)
  if (page.status !== 200) throw new Error(`${login} could not sign in: ${page.text}`)
  return browser
}

/** Fills in the login screen that the browser shows. */
export function signIn(browser: Browser, page: BrowserPage, login: string): Promise<BrowserPage> {
  const form = page.forms.find(({ names }) => names.includes('password'))
  if (!form) throw new Error(`no login screen at ${page.url} (${page.status}): ${page.text}`)
  return browser.submit(form, { login, password: PASSWORD }, { until: isCallback })
}

export const isCallback = (url: URL): boolean => url.href.startsWith('http://localhost:9/')

export type Answer = Readonly<{
  /** The page where the browser rests. */
  page: BrowserPage
  /** What the application was sent, from the query or the fragment; undefined if nothing was. */
  params: Record<string, string> | undefined
}>

/** Opens an address, and goes as far as the application or a page of ours. */
export async function open(browser: Browser, url: string): Promise<Answer> {
  return answerOf(await browser.get(url, { until: isCallback }))
}

export function answerOf(page: BrowserPage): Answer {
  if (!page.next) return { page, params: undefined }
  const { search, hash } = new URL(page.next)
  return { page, params: Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search)) }
}

export type JsonAnswer = Readonly<{
  status: number
  headers: Headers
  text: string
  body: Record<string, unknown> & { error?: string; error_description?: string }
}>

type Posting = Readonly<{ client?: Client; headers?: Record<string, string>; name?: ServerName }>

/** Posts a form to an endpoint, with the application's id and secret in the header if one is given. */
export async function post(
  server: RunningServer,
  path: string,
  fields: Params,
  { client, headers = {}, name = 'org' }: Posting = {},
): Promise<JsonAnswer> {
  const body = new URLSearchParams()
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) body.set(key, value)
  const answer = await fetch(endpoint(server, path, name), {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { ...(client && { authorization: basic(client) }), ...headers },
  })
  return readJson(answer)
}

export async function readJson(answer: Response): Promise<JsonAnswer> {
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') && text !== ''
  const body: JsonAnswer['body'] = isJson ? JSON.parse(text) : {}
  return { status: answer.status, headers: answer.headers, text, body }
}

export function basic({ clientId, clientSecret }: Client): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}

export function exchange(
  server: RunningServer,
  client: Client,
  code: string | undefined,
  more: Params = {},
  name: ServerName = 'org',
): Promise<JsonAnswer> {
  const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...more }
  return post(server, 'token', fields, { client, name })
}

export function refresh(
  server: RunningServer,
  client: Client,
  refreshToken: unknown,
  more: Params = {},
  name: ServerName = 'org',
): Promise<JsonAnswer> {
  const fields = { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...more }
  return post(server, 'token', fields, { client, name })
}

export type Tokens = Readonly<{
  access_token: string
  id_token: string
  refresh_token: string
  scope: string
  expires_in: number
}>

/** The whole code flow of a person who is signed in on the browser. */
export async function tokensOf(
  server: RunningServer,
  browser: Browser,
  client: Client,
  { name = 'org', ...params }: Params & { name?: ServerName } = {},
): Promise<Tokens> {
  const asked = { scope: 'openid profile email offline_access', ...params }
  const { page, params: answer } = await open(browser, authorizeUrl(server, client, asked, name))
  if (!answer?.code) throw new Error(`no code: ${JSON.stringify(answer)} ${page.text}`)
  const tokens = await exchange(server, client, answer.code, {}, name)
  if (tokens.status !== 200) throw new Error(`no tokens: ${tokens.text}`)
  return tokens.body as unknown as Tokens
}

export function claimsOf(jwt: unknown): Record<string, unknown> {
  const [, payload = ''] = String(jwt).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

export async function userinfo(
  server: RunningServer,
  accessToken: string,
  name: ServerName = 'org',
): Promise<JsonAnswer> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return readJson(await fetch(endpoint(server, 'userinfo', name), { headers }))
}

export async function introspect(
  server: RunningServer,
  client: Client,
  token: string,
  name: ServerName = 'org',
): Promise<Record<string, unknown>> {
  return (await post(server, 'introspect', { token }, { client, name })).body
}
