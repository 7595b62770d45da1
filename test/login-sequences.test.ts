import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { digest } from '../src/base/token.ts'
import type { User } from '../src/core/users/user.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { addPerson, type LoginServer, PASSWORD, startLoginServer } from './support/login-server.ts'
import { type Authenticator, giveAuthenticator } from './support/second-factors.ts'

/**
 * Ada and her browser; Eve, who has Ada's password, an account and factors of her own, and every token
 * that stood in an address; and Nia, who has no factor yet, and whose password Eve has too.
 */
type World = Readonly<{
  server: LoginServer
  people: Readonly<Record<Name, User>>
  apps: Readonly<Record<'ada' | 'eve', Authenticator>>
  browsers: readonly [ada: Browser, eve: Browser]
  /** Of pending sign-ins, whoever's. */
  tokens: { by: number; request: string }[]
  /** How many times a right code of each was sent by who may have it. */
  spent: { ada: number; eve: number }
}>
type Name = 'ada' | 'eve' | 'nia'

const who = fc.constantFrom(0, 1)
// 0 is the browser's own newest; the others are anybody's.
const token = fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 5)
const ACTIONS = {
  password: fc.record({
    act: fc.constant('password'),
    ...{ who, name: fc.constantFrom('own', 'own', 'own', 'ada', 'eve', 'nia') },
  }),
  post: fc.record({
    act: fc.constant('post'),
    ...{ who, token, step: fc.constantFrom('show', 'show', 'show', 'show', 'enrol', 'go_on') },
    kind: fc.constantFrom('recovery', 'recovery', 'recovery', 'recovery', 'otp', 'passkey'),
    code: fc.constantFrom('own', 'own', 'own', 'own', 'wrong', 'otp of eve'),
  }),
  page: fc.record({
    act: fc.constant('page'),
    ...{ who, token, kind: fc.constantFrom('otp', 'recovery', 'x') },
  }),
  stepUp: fc.record({
    act: fc.constant('step up'),
    ...{ who, want: fc.constantFrom('two_factors', 'hardware') },
  }),
  signOut: fc.record({ act: fc.constant('sign out'), who }),
}
const ACTION = fc.oneof(
  { arbitrary: ACTIONS.password, weight: 3 },
  { arbitrary: ACTIONS.post, weight: 5 },
  ...[ACTIONS.page, ACTIONS.stepUp, ACTIONS.signOut].map((arbitrary) => ({ arbitrary, weight: 1 })),
)
type Action = { act: string; who: number } & Partial<
  Record<'name' | 'step' | 'kind' | 'code' | 'want', string> & { token: number }
>

/** Every session tells of two factors, and each that was begun cost a code. Returns how many. */
async function holds({ server, people, browsers, spent }: World): Promise<number> {
  const sessions = await server.db.selectFrom('session').selectAll().execute()
  for (const { amr } of sessions) assert.match(amr, /"mfa"/)
  const held = browsers.map(({ cookies }) => {
    const cookie = cookies.all().find(({ name }) => /session/.test(name))
    return sessions.find(({ id }) => id === digest(cookie?.value ?? ''))?.user_id
  })
  assert.notEqual(held[1], people.ada.id, 'Eve holds a session of Ada')
  const events = await server.db
    .selectFrom('event')
    .select('actor_id')
    .where('type', '=', 'user.session.start')
    .where('outcome', '=', 'success')
    .execute()
  for (const name of ['ada', 'eve'] as const) {
    const begun = events.filter((event) => event.actor_id === people[name].id).length
    assert.ok(begun <= spent[name], `${begun} sessions of ${name} for ${spent[name]} codes`)
  }
  const left = server.db
    .selectFrom('recovery_code')
    .selectAll()
    .where('user_id', '=', people.ada.id)
  assert.ok(10 - (await left.execute()).length <= spent.ada, 'nobody else spends codes of Ada')
  return events.length
}

async function run(world: World, action: Action): Promise<void> {
  const { server, people, tokens } = world
  const browser = world.browsers[action.who === 0 ? 0 : 1]
  const near = action.token === 0 ? tokens.filter(({ by }) => by === action.who) : tokens
  const { request } = near[action.token ?? 0] ?? tokens[0] ?? { request: 'A'.repeat(43) }
  const at = `${server.url}/login/factor`
  if (action.act === 'password') {
    const own = action.who === 0 ? 'ada' : 'eve'
    const { login } = people[action.name === 'own' ? own : (action.name as Name)]
    const fields = { login, password: PASSWORD, return_to: '/welcome' }
    note(world, action, (await browser.post(`${server.url}/login`, fields)).url)
  } else if (action.act === 'post') {
    const { step = '', kind = '' } = action
    await browser.post(at, { request, step, kind, code: codeOf(world, action) })
  } else if (action.act === 'page') {
    await browser.get(`${at}?request=${request}&with=${action.kind}`)
  } else if (action.act === 'step up') {
    note(world, action, (await browser.get(`${at}?want=${action.want}&return_to=/welcome`)).url)
  } else {
    await browser.post(`${server.url}/logout`, {})
  }
}

function note({ tokens }: World, { who: by }: Action, address: string): void {
  const found = new URL(address).searchParams.get('request')
  if (found) tokens.unshift({ by, request: found })
}

/** Each sends codes of their own, and Eve no others: that she cannot have. */
function codeOf({ apps, spent }: World, { who: by, code, kind }: Action): string {
  if (code === 'wrong') return kind === 'otp' ? '000000' : 'aaaa-bbbb-cccc-dddd'
  const name = by === 0 ? 'ada' : 'eve'
  if (code === 'otp of eve') {
    // In Eve's own account it is right.
    spent.eve += by === 1 ? 1 : 0
    return apps.eve.code()
  }
  spent[name] += 1
  return apps[name].recoveryCodes[spent[name] % 10] ?? ''
}

test('no sequence of requests, in any order, tab or browser, begins a session without every factor', async () => {
  const server = await startLoginServer({ settings: { secondFactor: 'required' } })
  const of = (login: string) => addPerson(server, { login, email: `${login}@acme.test` })
  const people = { ada: await of('ada'), eve: await of('eve'), nia: await of('nia') }
  const fresh = async (): Promise<World> => {
    const emptied = ['session', 'pending_sign_in', 'totp_factor', 'throttle', 'event'] as const
    for (const table of emptied) await server.db.deleteFrom(table).execute()
    await server.db.updateTable('user').set({ second_factors: 0 }).execute()
    const apps = {
      ada: await giveAuthenticator(server, people.ada),
      eve: await giveAuthenticator(server, people.eve),
    }
    const browsers = [createBrowser(), createBrowser()] as const
    return { server, people, apps, browsers, tokens: [], spent: { ada: 0, eve: 0 } }
  }
  let begun = 0
  await fc.assert(
    fc.asyncProperty(fc.array(ACTION, { minLength: 6, maxLength: 20 }), async (actions) => {
      const world = await fresh()
      for (const action of actions) await run(world, action as Action)
      begun += await holds(world)
    }),
    { numRuns: 40 },
  )
  assert.ok(begun > 3, 'some sequences are right ones, or nothing was tried')
})
