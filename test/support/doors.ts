import { makeApiToken } from '../../src/core/api-tokens/make-api-token.ts'
import { DEVICE_CODE } from '../../src/core/applications/application.ts'
import { makePasswordLink } from '../../src/core/password-links/make-password-link.ts'
import { makeRecoveryLink } from '../../src/core/recovery-links/make-recovery-link.ts'
import type { User } from '../../src/core/users/user.ts'
import { type Browser, type BrowserPage, createBrowser } from './browser.ts'
import { type Door, type DoorWorld, isSignedIn, NEW_PASSWORD, passed } from './door.ts'
import { FORGOTTEN, PASSKEY, PROVISIONING } from './doors-beside-passwords.ts'
import {
  authorizeUrl,
  exchange,
  open,
  post,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './provider-flows.ts'
import { PASSWORD } from './running-server.ts'

async function throughConnection(
  world: DoorWorld,
  { sub, email }: { sub: string; email: string },
  browser = createBrowser(),
): Promise<{ browser: Browser; page: BrowserPage }> {
  world.provider.signInAs({ sub, email, email_verified: true })
  return { browser, page: await browser.get(`${world.server.url}/login/okta`) }
}

const signedIn = ({ server }: DoorWorld, { login }: User) => signedInBrowser(server, login)

async function beginDevice({ server, application }: DoorWorld) {
  const { body } = await post(
    server,
    'device/authorize',
    { scope: 'openid' },
    { client: application },
  )
  return { deviceCode: String(body.device_code), userCode: String(body.user_code) }
}

/** `by`: on whose browser. */
const allowDevice = ({ server }: DoorWorld, by: Browser, userCode: string) =>
  by.post(`${server.url}/activate`, { user_code: userCode, decision: 'allow' })

const pollDevice = async ({ server, application }: DoorWorld, deviceCode: string) => {
  const fields = { grant_type: DEVICE_CODE, device_code: deviceCode }
  const { status } = await post(server, 'token', fields, { client: application })
  return passed(status === 200)
}

const NEW_DOORS: readonly Door[] = [
  {
    name: 'password',
    prepare: async (world, { login }) => {
      return async () => {
        const browser = createBrowser()
        await browser.post(`${world.server.url}/login`, { login, password: PASSWORD })
        return isSignedIn(world, browser)
      }
    },
  },
  PASSKEY,
  {
    name: 'connection, tied before',
    prepare: async (world, person) => {
      const asserted = { sub: person.id, email: person.email }
      await throughConnection(world, asserted)
      return async () => {
        const { browser } = await throughConnection(world, asserted)
        return isSignedIn(world, browser)
      }
    },
  },
  {
    name: 'connection trusted for the address, first time',
    prepare: async (world, person) => {
      return async () => {
        const { browser } = await throughConnection(world, { sub: person.id, email: person.email })
        return isSignedIn(world, browser)
      }
    },
  },
  {
    name: 'connection tied by the password',
    prepare: async (world, person) => {
      return async () => {
        const { server, provider } = world
        const browser = createBrowser()
        provider.signInAs({ sub: person.id, email: person.email })
        const page = await browser.get(`${server.url}/login/prove`)
        const [form] = page.forms.filter(({ names }) => names.includes('password'))
        if (form) await browser.submit(form, { password: PASSWORD })
        return isSignedIn(world, browser)
      }
    },
  },
  {
    name: 'link to set a password',
    prepare: async ({ server }, person) => {
      const { organization, db } = server
      const actor = { kind: 'system' } as const
      const made = { organization, user: person, actor }
      const { url } = await makePasswordLink({ db, now: Date.now }, made)
      return async () => {
        const { status } = await createBrowser().post(url, { password: NEW_PASSWORD })
        return passed(status === 200)
      }
    },
  },
  FORGOTTEN,
  {
    name: 'recovery link of an owner',
    prepare: async (world, person) => {
      const { organization, db } = world.server
      const becomeOwner = () =>
        db.updateTable('user').set({ role: 'owner' }).where('id', '=', person.id).execute()
      await becomeOwner()
      const user = { ...person, role: 'owner' } as const
      const made = { organization, user, actor: { kind: 'system' } } as const
      const { url } = await makeRecoveryLink({ db, now: Date.now }, made)
      return async () => {
        await becomeOwner()
        const browser = createBrowser()
        const page = await browser.get(url)
        const [form] = page.forms
        if (form) await browser.submit(form)
        return isSignedIn(world, browser)
      }
    },
  },
]

const OPEN_DOORS: readonly Door[] = [
  {
    name: 'open page',
    prepare: async (world, person) => {
      const browser = await signedIn(world, person)
      return () => isSignedIn(world, browser)
    },
  },
  {
    name: 'open console',
    prepare: async (world, person) => {
      const browser = await signedIn(world, person)
      return async () =>
        passed((await browser.get(`${world.server.url}/api/v1/users`)).status === 200)
    },
  },
  {
    name: 'API token',
    prepare: async ({ server }, user) => {
      const maker = { user, permissions: ['people.read'] } as const
      const wanted = { name: 'doors', scopes: ['people.read'], expiresInDays: 1 } as const
      const { value } = await makeApiToken({ db: server.db, now: Date.now }, maker, wanted)
      return async () => {
        const headers = { authorization: `Bearer ${value}` }
        return passed((await fetch(`${server.url}/api/v1/users`, { headers })).status === 200)
      }
    },
  },
  PROVISIONING,
]

const APPLICATION_DOORS: readonly Door[] = [
  {
    name: 'tile',
    prepare: async (world, person) => {
      const { server, application } = world
      const browser = await signedIn(world, person)
      const tile = `${server.url}/home/oidc_client/${application.id}/${application.linkId}`
      const away = (url: URL) => url.port === '9'
      return async () => passed((await browser.get(tile, { until: away })).next !== undefined)
    },
  },
  {
    name: 'application, with an open session',
    prepare: async (world, person) => {
      const browser = await signedIn(world, person)
      return async () => {
        const address = authorizeUrl(world.server, world.application, { prompt: 'none' })
        return passed((await open(browser, address)).params?.code !== undefined)
      }
    },
  },
  {
    name: 'code given out before',
    prepare: async (world, person) => {
      const { server, application } = world
      const browser = await signedIn(world, person)
      const { params } = await open(browser, authorizeUrl(server, application))
      return async () => passed((await exchange(server, application, params?.code)).status === 200)
    },
  },
  {
    name: 'refresh token',
    prepare: async (world, person) => {
      const { server, application } = world
      const tokens = await tokensOf(server, await signedIn(world, person), application)
      return async () => {
        return passed((await refresh(server, application, tokens.refresh_token)).status === 200)
      }
    },
  },
  {
    name: 'access token at userinfo',
    prepare: async (world, person) => {
      const { server, application } = world
      const tokens = await tokensOf(server, await signedIn(world, person), application)
      return async () => passed((await userinfo(server, tokens.access_token)).status === 200)
    },
  },
  {
    name: 'device, let in by an open session',
    prepare: async (world, person) => {
      const browser = await signedIn(world, person)
      return async () => {
        const { deviceCode, userCode } = await beginDevice(world)
        await allowDevice(world, browser, userCode)
        return pollDevice(world, deviceCode)
      }
    },
  },
  {
    name: 'device code allowed before',
    prepare: async (world, person) => {
      const { deviceCode, userCode } = await beginDevice(world)
      await allowDevice(world, await signedIn(world, person), userCode)
      return () => pollDevice(world, deviceCode)
    },
  },
]

/** In the order of the table in docs/reference/doors.md. */
export const DOORS: readonly Door[] = [...NEW_DOORS, ...OPEN_DOORS, ...APPLICATION_DOORS]
