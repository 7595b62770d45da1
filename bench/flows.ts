import { expectStatus, type Jar } from './http.ts'
import { BROKERED_PEOPLE } from './installation.ts'
import type { Work } from './measure.ts'
import { authorize, exchange, refresh, signIn, signInWithSession, type Tokens } from './sign-in.ts'
import {
  basic,
  type HashKind,
  loginOf,
  PASSWORD,
  REAL_PEOPLE,
  SERVICE_APP,
  type Target,
  WEB_APP,
} from './target.ts'

/** What can be asked of a target, each by many workers at once. */
export type Flows = Readonly<{
  signInWith(kind: HashKind): Work
  existingSession: Work
  refresh: Work
  clientCredentials(kind: 'opaque' | 'jwt'): Work
  userinfo: Work
  introspect: Work
  discovery: Work
  keys: Work
}>

type Load = Readonly<{ workers: number; people: number }>

/** Signs every worker in once; its session and tokens are used from then on. */
export async function prepareFlows(target: Target, { workers, people }: Load): Promise<Flows> {
  const { client, endpoints } = target
  const jars: Jar[] = []
  const tokens: Tokens[] = []
  const refreshTokens: string[] = []
  // Spread over all people, so that the rows of a million are not one warm corner of them.
  const someone = (worker: number) => Math.floor((worker * people) / workers)
  for (let worker = 0; worker < workers; worker += 1) {
    const jar: Jar = new Map()
    const person = { kind: 'cheap', index: someone(worker) } as const
    const first = await signIn(target, person, { refresh: true, jar })
    refreshTokens.push(first.refresh_token ?? '')
    jars.push(jar)
    tokens.push(await signInWithSession(target, jar))
  }
  const random = (most: number) => Math.floor(Math.random() * most)
  const at = <T>(list: readonly T[], index: number) => list[index] as T

  return {
    signInWith: (kind) => {
      const most = kind === 'real' ? Math.min(REAL_PEOPLE, people) : people
      return () => signIn(target, { kind, index: random(most) })
    },
    existingSession: (worker) => signInWithSession(target, at(jars, worker)),
    async refresh(worker) {
      const answer = await refresh(target, at(refreshTokens, worker))
      expectStatus(answer, 200, 'the refresh token')
      refreshTokens[worker] = JSON.parse(answer.body).refresh_token
    },
    clientCredentials: (kind) => {
      const path = `${kind === 'jwt' ? target.jwtEndpoints : endpoints}/token`
      const jwt = kind === 'jwt' ? target.jwtParameters : {}
      const form = { grant_type: 'client_credentials', ...jwt }
      const authorization = basic(SERVICE_APP)
      return async () =>
        expectStatus(await client.send('POST', path, { form, authorization }), 200, path)
    },
    async userinfo(worker) {
      const authorization = `Bearer ${at(tokens, worker).access_token}`
      const answer = await client.send('GET', `${endpoints}/userinfo`, { authorization })
      expectStatus(answer, 200, 'userinfo')
    },
    async introspect(worker) {
      const form = { token: at(tokens, worker).access_token }
      const authorization = basic(WEB_APP)
      const answer = await client.send('POST', `${endpoints}/introspect`, { form, authorization })
      if (!expectStatus(answer, 200, 'introspect').body.includes('"active":true')) {
        throw new Error('A live token was called inactive.')
      }
    },
    discovery: async () =>
      expectStatus(await client.send('GET', target.discovery), 200, 'discovery'),
    keys: async () => expectStatus(await client.send('GET', `${endpoints}/keys`), 200, 'keys'),
  }
}

/** Sessions that were there before the server started, of people all over the table. */
export function seededSessions(
  target: Target,
  { people, cookie, tokenOf }: { people: number; cookie: string; tokenOf(index: number): string },
): Work {
  return () => {
    const token = tokenOf(Math.floor(Math.random() * people))
    return signInWithSession(target, new Map([[cookie, token]]))
  }
}

/**
 * From no session here to tokens, through a second organization where the person is signed in:
 * two code flows, of which the inner one is from server to server.
 */
export async function prepareBrokered(
  target: Target,
  okta: Target['client'],
  { workers }: Load,
): Promise<Work> {
  const jars: Jar[] = []
  for (let worker = 0; worker < workers; worker += 1) {
    const jar: Jar = new Map()
    const login = loginOf('cheap', worker % BROKERED_PEOPLE)
    const form = { login, password: PASSWORD, return_to: '/' }
    expectStatus(await okta.send('POST', '/login', { jar, form }), 303, 'the second organization')
    jars.push(jar)
  }
  const { client } = target
  return async (worker) => {
    const jar: Jar = new Map()
    const screen = await authorize(target, jar)
    const page = expectStatus(await client.send('GET', screen.location, { jar }), 200, 'the screen')
    const button =
      /href="(\/login\/okta[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const away = expectStatus(await client.send('GET', button, { jar }), 303, 'the button')
    const sent = { jar: new Map(jars[worker]) }
    const there = expectStatus(await okta.send('GET', away.location, sent), 303, 'the provider')
    const back = expectStatus(
      await client.send('GET', there.location, { jar }),
      303,
      'the callback',
    )
    const done = await client.send('GET', back.location, { jar })
    await exchange(target, expectStatus(done, 303, 'back at authorize'))
  }
}
