import assert from 'node:assert/strict'
import { startSession } from '../../src/core/sessions/start-session.ts'
import type { Role, User } from '../../src/core/users/user.ts'
import { sessionCookie } from '../../src/front/session-cookie.ts'
import { createVisit } from '../../src/front/visit.ts'
import { addPerson, type RunningServer } from './running-server.ts'

/** What came back: the body as it was parsed, or nothing. */
export type Answer = Readonly<{
  status: number
  etag: string
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came, whatever its form
  body: any
}>

type Call = Readonly<{ headers?: Record<string, string>; version?: string }>

export type AdminClient = Readonly<{
  user: User
  cookie: string
  call(method: string, path: string, body?: unknown, more?: Call): Promise<Answer>
  get(path: string): Promise<Answer>
  /** Must be answered with this status, or the test ends with what came instead. */
  make(path: string, body: unknown): Promise<Answer>
}>

let count = 0

/** A person with this role, who is signed in, and what their browser's console sends. */
export async function signedInAs(
  server: RunningServer,
  role: Role,
  given?: User,
): Promise<AdminClient> {
  count += 1
  const user = given ?? (await addPerson(server, `${role}-${count}@acme.test`, { role }))
  const { db, organization, url } = server
  const signedIn = { amr: ['pwd'], address: '127.0.0.1', userAgent: 'test' }
  const { token } = await startSession(db, { organization, user, signedIn }, Date.now())
  const visit = createVisit(organization, { address: '127.0.0.1', userAgent: 'test' })
  const cookie = sessionCookie(visit, token).split(';')[0] ?? ''
  return clientWith(server, user, { cookie, origin: url, 'sec-fetch-site': 'same-origin' })
}

/** A program with a token of this person's. */
export function withToken(server: RunningServer, user: User, token: string): AdminClient {
  return clientWith(server, user, { authorization: `Bearer ${token}` })
}

function clientWith(
  { url }: RunningServer,
  user: User,
  identity: Record<string, string>,
): AdminClient {
  const call: AdminClient['call'] = async (method, path, body, { headers, version } = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...identity,
        connection: 'close',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(version !== undefined && { 'if-match': version }),
        ...headers,
      },
    })
    const text = await answer.text()
    return {
      status: answer.status,
      etag: answer.headers.get('etag') ?? '',
      headers: answer.headers,
      body: bodyOf(text, answer.headers.get('content-type') ?? ''),
    }
  }
  return {
    user,
    cookie: identity.cookie ?? '',
    call,
    get: (path) => call('GET', path),
    async make(path, body) {
      const answer = await call('POST', path, body)
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      return answer
    },
  }
}

/** A download is no JSON, and is looked at as the text it is. */
function bodyOf(text: string, type: string): unknown {
  if (text === '') return undefined
  return /^application\/(\w+\+)?json\b/.test(type) ? JSON.parse(text) : text
}

/** The fields that a problem names. */
export function pathsOf({ body }: Answer): string[] {
  return (body.errors ?? []).map(({ path }: { path: string }) => path)
}
