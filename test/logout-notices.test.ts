import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DAY, HOUR, SECOND } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { createLog } from '../src/base/log.ts'
import {
  removeApplication,
  setApplicationStatus,
} from '../src/core/applications/application-lifecycle.ts'
import { findApplication, updateApplication } from '../src/core/applications/application-store.ts'
import { deleteArtifactsOfUser } from '../src/core/artifacts/artifact-store.ts'
import { insertIdentity } from '../src/core/connections/identity-store.ts'
import { findLogoutDelivery } from '../src/core/logout-notices/logout-delivery-store.ts'
import {
  countWaitingNotices,
  insertLogoutNotices,
} from '../src/core/logout-notices/logout-notice-store.ts'
import { endSessionsOfUser } from '../src/core/sessions/end-session.ts'
import { endSessionsOfConnection } from '../src/core/sessions/end-sessions-of-connection.ts'
import { insertSession, listSessionsOfUser } from '../src/core/sessions/session-store.ts'
import { newSession } from '../src/core/sessions/start-session.ts'
import { setUserStatus } from '../src/core/users/set-user-status.ts'
import type { User } from '../src/core/users/user.ts'
import { createOutbound } from '../src/outbound/guarded-fetch.ts'
import { startLogoutNoticeKeeper } from '../src/provider/logout-notices/logout-notice-keeper.ts'
import { addConnection } from './support/admin-world.ts'
import type { Browser } from './support/browser.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import { type LogoutReceiver, startLogoutReceiver } from './support/peers/logout-receiver.ts'
import {
  CODE,
  claimsOf,
  flowServer,
  refresh,
  signedInBrowser,
  tokensOf,
} from './support/provider-flows.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

type App = Awaited<ReturnType<typeof addApplication>>

/** What happens behind the requests is asked for until it has happened; the runner's limit ends it. */
async function until<T>(read: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const value = await read()
    if (value) return value
    await delay(20)
  }
}

for (const engine of engines) {
  describe(`logout notices on ${engine.name}`, () => {
    const clock = movableClock()
    let server: RunningServer
    let receiver: LogoutReceiver
    let apps: Record<'expenses' | 'wiki' | 'silent', App>
    let gone: App | undefined
    let count = 0

    before(async () => {
      server = await flowServer({ db: await engine.fresh(), now: clock })
      receiver = await startLogoutReceiver({
        issuer: () => server.url,
        audienceOf: () => ({
          expenses: apps.expenses.clientId,
          wiki: apps.wiki.clientId,
          gone: gone?.clientId ?? '',
        }),
      })
      const told = (app: string) => ({
        label: app,
        settings: { ...CODE, backchannelLogoutUri: receiver.uriOf(app) },
      })
      apps = {
        expenses: await addApplication(server, told('expenses')),
        wiki: await addApplication(server, told('wiki')),
        silent: await addApplication(server, { label: 'silent', settings: CODE }),
      }
    })
    after(() => receiver.close())

    /** Somebody who is signed in to all three. */
    async function everywhere(): Promise<{ user: User; browser: Browser; sids: unknown[] }> {
      count += 1
      const login = `person${count}@acme.test`
      const user = await addPerson(server, login)
      const browser = await signedInBrowser(server, login)
      const sids: unknown[] = []
      for (const app of [apps.expenses, apps.wiki, apps.silent]) {
        const { id_token } = await tokensOf(server, browser, app)
        sids.push(claimsOf(id_token).sid)
      }
      return { user, browser, sids }
    }
    const of = async (user: User, wanted: number) => {
      const all = await until(async () => {
        const { length } = await receiver.received(0)
        const some = (await receiver.received(length)).filter((one) => one.payload.sub === user.id)
        return some.length >= wanted && some
      })
      return all.map(({ app, payload }) => [app, payload.sid]).sort()
    }
    const events = (type: string) =>
      server.db.selectFrom('event').selectAll().where('type', '=', type).execute()
    const setStatus = (user: User, status: User['status']) =>
      setUserStatus(server.db, { user, status, actor: { kind: 'system' } }, clock())

    test('a sign-out tells both applications that take notices within a second, each by its own name', async () => {
      const { user, browser, sids } = await everywhere()
      assert.equal(sids[2], undefined, 'who takes no notices gets no name')
      assert.notEqual(sids[0], sids[1])
      const begun = Date.now()
      await browser.submit(await browser.get(`${server.url}/logout`))
      assert.deepEqual(await of(user, 2), [
        ['expenses', sids[0]],
        ['wiki', sids[1]],
      ])
      assert.ok(Date.now() - begun < SECOND)
      assert.deepEqual(receiver.refusals, [])
    })

    test('a deactivation tells them too, and ends what was given to act without the person', async () => {
      const { user, browser, sids } = await everywhere()
      const { refresh_token } = await tokensOf(server, browser, apps.silent)
      await setStatus(user, 'deactivated')
      assert.deepEqual(await of(user, 2), [
        ['expenses', sids[0]],
        ['wiki', sids[1]],
      ])
      const answer = await refresh(server, apps.silent, String(refresh_token))
      assert.equal(answer.body.error, 'invalid_grant')
      assert.match((await browser.get(`${server.url}/account`)).url, /\/login/)
    })

    test('one end of one session tells each application once', async () => {
      const { user, sids } = await everywhere()
      await Promise.all([setStatus(user, 'suspended'), setStatus(user, 'suspended')])
      assert.equal((await of(user, 2)).length, 2)
      assert.equal(sids.length, 3)
    })

    test('a provider, an administrator and a person may end the same sessions at once', async () => {
      const { db, organization } = server
      const user = await addPerson(server, 'ended-by-many@acme.test')
      const connection = await addConnection(server, 'ending')
      const at = clock()
      const tie = { connectionId: connection.id, subject: 'many', userId: user.id }
      await insertIdentity(db, { ...tie, createdAt: at, lastUsedAt: at })
      const begin = async () => {
        const signedIn = { amr: [], address: '', userAgent: '', connectionId: connection.id }
        await insertSession(db, newSession({ organization, user, signedIn }, at).session)
      }
      const told = { connection, sid: undefined, subject: 'many' }
      const byProvider = (jti: string) =>
        endSessionsOfConnection({ db, now: clock }, { ...told, jti }, { forgottenAt: at + DAY })
      const byPerson = () =>
        db.transaction().execute(async (tx) => {
          await endSessionsOfUser(tx, user.id, at)
          await deleteArtifactsOfUser(tx, user.id)
        })
      for (let round = 0; round < 40; round += 1) {
        await Promise.all(Array.from({ length: 6 }, begin))
        await Promise.all([
          byProvider(`a${round}`),
          byProvider(`b${round}`),
          byPerson(),
          byPerson(),
        ])
      }
      assert.deepEqual(await listSessionsOfUser(db, user.id, at), [])
    })

    test('many notices for one application keep no other one waiting', async () => {
      const { user, sids } = await everywhere()
      const at = clock()
      const notice = {
        ...{ organizationId: server.organization.id, applicationId: apps.expenses.id },
        ...{ serverSlug: 'org', userId: user.id, sid: 'of-many', tries: 0, nextTryAt: at - SECOND },
        ...{ createdAt: at, expiresAt: at + DAY },
      }
      const many = Array.from({ length: 400 }, () => ({ ...notice, id: newId('logoutNotice', at) }))
      await insertLogoutNotices(server.db, many)
      await setStatus(user, 'suspended')
      const isTold = async () => {
        const { length } = await receiver.received(0)
        return (await receiver.received(length)).some(({ payload }) => payload.sid === sids[1])
      }
      await until(isTold)
      assert.ok((await countWaitingNotices(server.db, apps.expenses.id, 400)) > 200)
      await server.db.deleteFrom('logout_notice').where('sid', '=', 'of-many').execute()
    })

    test('an application that is down is told when it is up again, and that is reported meanwhile', async () => {
      const { user, sids } = await everywhere()
      await receiver.stop()
      await setStatus(user, 'suspended')
      const down = await until(async () => {
        const delivery = await findLogoutDelivery(server.db, apps.wiki.id)
        return delivery?.failingSince !== undefined && delivery
      })
      assert.match(down.lastFailure ?? '', /ECONNREFUSED/)
      assert.equal(await countWaitingNotices(server.db, apps.wiki.id, 10), 1)
      const reported = await until(async () => {
        const all = await events('application.logout_notice.fail')
        return all.length === 2 && all
      })
      assert.deepEqual(
        reported.map(({ target_id }) => target_id).sort(),
        [apps.expenses.id, apps.wiki.id].sort(),
      )
      await receiver.start()
      clock.advance(2 * HOUR)
      assert.deepEqual(await of(user, 2), [
        ['expenses', sids[0]],
        ['wiki', sids[1]],
      ])
      const up = await until(async () => {
        const delivery = await findLogoutDelivery(server.db, apps.wiki.id)
        return delivery?.failingSince === undefined && delivery
      })
      assert.ok((up.lastSuccessAt ?? 0) > (up.lastFailureAt ?? 0))
    })

    test('a notice that cannot be made is reported and given up like any other', async () => {
      const { user, sids } = await everywhere()
      const keys = await server.db.selectFrom('signing_key').selectAll().execute()
      const changed = server.db.updateTable('signing_key')
      await changed.set({ private_jwk_sealed: 'unreadable' }).execute()
      await setStatus(user, 'suspended')
      const why = await until(async () => {
        const delivery = await findLogoutDelivery(server.db, apps.wiki.id)
        return delivery?.failingSince !== undefined && delivery.lastFailure
      })
      assert.match(why, /could not be made/)
      for (const { id, private_jwk_sealed } of keys) {
        await changed.set({ private_jwk_sealed }).where('id', '=', id).execute()
      }
      clock.advance(2 * HOUR)
      assert.deepEqual((await of(user, 2)).at(1), ['wiki', sids[1]])
    })

    test('one that refuses for a day is given up, and that is an event with its reason', async () => {
      const { user } = await everywhere()
      receiver.answerWith(400)
      await setStatus(user, 'suspended')
      await until(async () => (await findLogoutDelivery(server.db, apps.wiki.id))?.failingSince)
      clock.advance(2 * DAY)
      const given = await until(async () => {
        const all = await events('application.logout_notice.give_up')
        return all.length === 2 && all
      })
      assert.match(String(given[0]?.detail), /It answered 400/)
      assert.equal(await countWaitingNotices(server.db, apps.wiki.id, 10), 0)
      assert.equal((await findLogoutDelivery(server.db, apps.wiki.id))?.givenUp, 1)
      receiver.answerWith(200)
    })

    test('an address in a private network is asked for nothing', async () => {
      const { user } = await everywhere()
      const { expenses } = apps
      const settings = { ...expenses.settings, backchannelLogoutUri: 'https://10.0.0.1/' }
      await updateApplication(server.db, { ...expenses, settings })
      await setStatus(user, 'suspended')
      const delivery = await until(async () => {
        const found = await findLogoutDelivery(server.db, expenses.id)
        return found?.lastFailure?.includes('10.0.0.1') && found
      })
      assert.match(delivery.lastFailure ?? '', /private|not allowed|refused/)
      await updateApplication(server.db, expenses)
    })

    test('an application that was shut is told; one that was deleted is forgotten', async () => {
      const deps = { db: server.db, now: clock }
      const system = { actor: { kind: 'system' } } as const
      const { user, browser } = await everywhere()
      const settings = { ...CODE, backchannelLogoutUri: receiver.uriOf('gone') }
      gone = await addApplication(server, { label: 'gone', settings })
      await tokensOf(server, browser, gone)
      const shut = await setApplicationStatus(deps, gone, { status: 'inactive', ...system })
      await setStatus(user, 'suspended')
      assert.equal((await of(user, 3))[1]?.[0], 'gone')
      await removeApplication(deps, shut, system)
      assert.equal(await findApplication(server.db, gone.id), undefined)
      assert.equal(await findLogoutDelivery(server.db, gone.id), undefined)
    })

    test('a restart between the end of a session and the notice loses nothing', async () => {
      const { user, sids } = await everywhere()
      await server.close()
      await setStatus(user, 'suspended')
      const outbound = createOutbound({})
      const { db, sealer } = server
      // The keys are asked of an issuer that is down: only whether it came is looked at.
      const log = createLog('fatal')
      const keeper = startLogoutNoticeKeeper({ db, sealer, now: clock, outbound, log })
      const before = receiver.refusals.length
      await until(async () => receiver.refusals.length > before)
      assert.ok(sids[0])
      await keeper.stop()
      await outbound.close()
    })
  })
}
