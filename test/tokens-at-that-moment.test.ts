import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { lockUser } from '../src/core/users/user-store.ts'
import { signedInAs } from './support/admin-client.ts'
import { atOnce } from './support/at-once.ts'
import { engines } from './support/databases.ts'
import {
  CODE,
  flowServer,
  type JsonAnswer,
  refresh,
  signedInBrowser,
  tokensOf,
  userinfo,
} from './support/provider-flows.ts'
import {
  addApplication,
  addPerson,
  PASSWORD,
  type RunningServer,
} from './support/running-server.ts'

for (const engine of engines) {
  describe(`a token that is refreshed at that very moment on ${engine.name}`, () => {
    let server: RunningServer
    let people = 0
    before(async () => {
      server = await flowServer({ db: await engine.fresh() })
    })

    async function holding(rotation: 'ROTATE' | 'STATIC') {
      people += 1
      const user = await addPerson(server, `person${people}@acme.test`)
      const browser = await signedInBrowser(server, user.login)
      const refreshToken = { rotation, leewaySeconds: 0 }
      const app = await addApplication(server, { settings: { ...CODE, refreshToken } })
      const tokens = await tokensOf(server, await signedInBrowser(server, user.login), app)
      return { user, browser, app, tokens }
    }
    type Holding = Awaited<ReturnType<typeof holding>>

    /** The refresh has looked at its person, and waits; what ends its tokens comes, and waits too. */
    async function meeting(
      { user, app, tokens }: Holding,
      end: () => Promise<unknown>,
    ): Promise<JsonAnswer> {
      const answers: JsonAnswer[] = []
      await atOnce(
        server.db,
        (tx) =>
          tx
            .updateTable('artifact')
            .set({ model: 'RefreshToken' })
            .where('user_id', '=', user.id)
            .where('model', '=', 'RefreshToken')
            .execute(),
        [async () => void answers.push(await refresh(server, app, tokens.refresh_token)), end],
      )
      return answers[0] ?? assert.fail()
    }

    async function assertNothingWorks({ user, app, tokens }: Holding, answer: JsonAnswer) {
      assert.ok([200, 400].includes(answer.status), answer.text)
      for (const token of [tokens.refresh_token, answer.body.refresh_token]) {
        if (token === undefined) continue
        const again = await refresh(server, app, token)
        assert.equal(again.body.error, 'invalid_grant', again.text)
      }
      const { access_token } = answer.body
      if (access_token !== undefined) {
        assert.equal((await userinfo(server, String(access_token))).status, 401)
      }
      const held = server.db.selectFrom('artifact').select('model').where('user_id', '=', user.id)
      const models = (await held.execute()).map(({ model }) => model)
      assert.deepEqual(
        models.filter((model) => model !== 'Grant'),
        [],
      )
    }

    test('ends with its person’s other tokens when they choose another password', async () => {
      const who = await holding('ROTATE')
      const typed = { present: PASSWORD, wanted: 'quite-another-password' }
      const answer = await meeting(who, async () => {
        const page = await who.browser.post(`${server.url}/account/password`, typed)
        assert.equal(page.status, 200, page.text)
      })
      await assertNothingWorks(who, answer)
    })

    test('ends with its person’s deactivation, and is not there when they are let in again', async () => {
      const who = await holding('ROTATE')
      const owner = await signedInAs(server, 'owner')
      const set = async (act: string) => {
        const { status } = await owner.call('POST', `/users/${who.user.id}/${act}`)
        assert.equal(status, 200)
      }
      const answer = await meeting(who, () => set('deactivate'))
      await set('activate')
      await assertNothingWorks(who, answer)
    })

    test('gives no access token that outlives the password, where it does not rotate', async () => {
      const who = await holding('STATIC')
      const answers: JsonAnswer[] = []
      await atOnce(server.db, (tx) => lockUser(tx, who.user.id), [
        async () => {
          const typed = { present: PASSWORD, wanted: 'quite-another-password' }
          await who.browser.post(`${server.url}/account/password`, typed)
        },
        async () => {
          answers.push(await refresh(server, who.app, who.tokens.refresh_token))
        },
      ])
      await assertNothingWorks(who, answers[0] ?? assert.fail())
    })
  })
}
