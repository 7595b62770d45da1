import { findConnection } from '../../src/core/connections/connection-store.ts'
import { makeProvisioningToken } from '../../src/core/provisioning/make-provisioning-token.ts'
import { sendDueMail } from '../../src/mail/mail-keeper.ts'
import { type Browser, createBrowser } from './browser.ts'
import { type Door, isSignedIn, NEW_PASSWORD, passed } from './door.ts'
import { signedInBrowser } from './provider-flows.ts'
import type { RunningServer } from './running-server.ts'
import { askedOn, type SoftPasskey, softPasskey } from './soft-passkey.ts'

async function addPasskey({ url }: RunningServer, browser: Browser): Promise<SoftPasskey> {
  const page = await browser.get(`${url}/account/factors/passkey`)
  const form = page.forms.find(({ names }) => names.includes('credential'))
  if (!form) throw new Error(`no passkey can be added: ${page.text}`)
  const passkey = softPasskey(url)
  await browser.submit(form, { credential: passkey.create(askedOn(page)) })
  return passkey
}

export const PASSKEY: Door = {
  name: 'passkey',
  prepare: async (world, { login }) => {
    const { server } = world
    const passkey = await addPasskey(server, await signedInBrowser(server, login))
    return async () => {
      const browser = createBrowser()
      const page = await browser.get(`${server.url}/login`)
      const form = page.forms.find(({ action }) => action.endsWith('/login/passkey'))
      if (form) await browser.submit(form, { credential: passkey.get(askedOn(page)) })
      return isSignedIn(world, browser)
    }
  },
}

/** Asked for, read and used after the change. */
export const FORGOTTEN: Door = {
  name: 'link asked for by “Forgot password?”',
  prepare: async ({ server, clock }, { id, login }) => {
    const { db, sealer, url } = server
    return async () => {
      await createBrowser().post(`${url}/password/forgot`, { login })
      await sendDueMail({ db, now: clock, sealer, log: { warn() {} } })
      const mail = db.selectFrom('mail').selectAll().where('user_id', '=', id)
      const row = await mail.where('kind', '=', 'password_reset').executeTakeFirst()
      const text = row?.sealed ? await sealer.open(row.sealed) : ''
      const [link] = /https?:[^\s"\\]+\/reset\/[\w-]+/.exec(text) ?? []
      if (!link) return 'out'
      const { status } = await createBrowser().post(link, { password: NEW_PASSWORD })
      return passed(status === 200)
    }
  },
}

/** A program's, whatever becomes of one person. */
export const PROVISIONING: Door = {
  name: 'provisioning token',
  prepare: async ({ server, connections: [first] }) => {
    const { db, url } = server
    const connection = first && (await findConnection(db, first.id))
    if (!connection) throw new Error('there is no connection')
    const made = { connection, actor: { kind: 'system' } } as const
    const wanted = { name: 'doors', expiresInDays: 1 }
    const { token, value } = await makeProvisioningToken({ db, now: Date.now }, made, wanted)
    return async () => {
      const headers = { authorization: `Bearer ${value}` }
      const { status } = await fetch(`${url}/scim/v2/Users`, { headers })
      // A connection has few of them at a time.
      await db.deleteFrom('provisioning_token').where('id', '=', token.id).execute()
      return passed(status === 200)
    }
  },
}
