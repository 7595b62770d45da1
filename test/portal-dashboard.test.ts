import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import type { ApplicationSettings } from '../src/core/applications/application.ts'
import { deleteApplication } from '../src/core/applications/application-store.ts'
import { replaceAssignments } from '../src/core/applications/assignment-store.ts'
import type { Browser } from './support/browser.ts'
import { signIn } from './support/console.ts'
import { engines } from './support/databases.ts'
import { flowServer, signedInBrowser } from './support/provider-flows.ts'
import { accessibilityFaults, type RealBrowser, startRealBrowser } from './support/real-browser.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

const TILE: Partial<ApplicationSettings> = {
  redirectUris: ['http://localhost:9/callback'],
  loginMode: 'SPEC',
  visibility: { web: true, mobile: false },
  initiateLoginUri: 'http://localhost:9/start',
}

type App = Awaited<ReturnType<typeof addApplication>>

async function addTiles(server: RunningServer, labels: readonly string[]): Promise<App[]> {
  const added: App[] = []
  for (const label of labels) added.push(await addApplication(server, { label, settings: TILE }))
  return added
}

/** The tiles of the dashboard, a line for each section. */
function tilesOn(html: string): string[] {
  return [...html.matchAll(/<ul class="tiles"[^>]*>(.*?)<\/ul>/gs)].map(([, list = '']) =>
    [...list.matchAll(/<span dir="auto">(.*?)<\/span>/g)].map(([, name]) => name).join(' '),
  )
}

for (const engine of engines) {
  describe(`a dashboard on ${engine.name}`, () => {
    let server: RunningServer
    let apps: App[]
    let ada: Browser
    const shown = async (who: Browser) => tilesOn((await who.get(`${server.url}/`)).html)
    const post = (what: 'tile' | 'section', fields: Record<string, string>) =>
      ada.post(`${server.url}/arrange/${what}`, fields, { from: `${server.url}/arrange` })
    const app = (label: string) => apps.find((each) => each.label === label)?.id ?? ''

    before(async () => {
      server = await flowServer({ db: await engine.fresh() })
      apps = await addTiles(server, ['Bills', 'Chat', 'Docs', 'Expenses'])
      await addPerson(server, 'ada@acme.test')
      await addPerson(server, 'grace@acme.test')
      ada = await signedInBrowser(server, 'ada@acme.test')
    })

    test('is arranged by plain forms, for this person alone', async () => {
      assert.deepEqual(await shown(ada), ['Bills Chat Docs Expenses'])
      await post('section', { act: 'add', name: 'Every day' })
      const page = await post('tile', { application: app('Docs'), to: 'place', section: 's2' })
      assert.match(page.html, new RegExp(`value="${app('Docs')}" required checked autofocus`))
      await post('tile', { application: app('Expenses'), to: 'up', section: 's1' })
      await post('section', { act: 'up', section: 's2', name: 'Every day' })
      assert.deepEqual(await shown(ada), ['Docs', 'Bills Expenses Chat'])
      const grace = await signedInBrowser(server, 'grace@acme.test')
      assert.deepEqual(await shown(grace), ['Bills Chat Docs Expenses'])
    })

    test('shows what is new in its first section, and no more what was taken away', async () => {
      apps.push(...(await addTiles(server, ['Archive'])))
      assert.deepEqual(await shown(ada), ['Docs Archive', 'Bills Expenses Chat'])
      await replaceAssignments(server.db, app('Bills') as App['id'], [])
      assert.deepEqual(await shown(ada), ['Docs Archive', 'Expenses Chat'])
      const found = await ada.get(`${server.url}/?q=CHA`)
      assert.deepEqual(tilesOn(found.html), ['Chat'])
    })

    test('says what cannot be done, and keeps what was arranged', async () => {
      for (const [what, fields, status] of [
        ['section', { act: 'add', name: ' ' }, 400],
        ['section', { act: 'delete', section: 's9' }, 404],
        ['section', { act: 'burn', section: 's1' }, 400],
        ['tile', { application: 'app_of_nobody', to: 'up' }, 404],
        ['tile', { application: app('Bills'), to: 'place', section: 's1' }, 404],
      ] as const) {
        const page = await post(what, fields)
        assert.equal(page.status, status)
        assert.match(page.html, /role="alert"/)
      }
      assert.deepEqual(await shown(ada), ['Docs Archive', 'Expenses Chat'])
    })

    test('takes moves from its own pages only', async () => {
      const fields = { application: app('Docs'), to: 'down', section: 's1' }
      const headers = { origin: 'https://evil.tld' }
      const answer = await ada.post(`${server.url}/arrange/tile`, fields, { headers })
      assert.equal(answer.status, 403)
    })

    test('of two moves at once, both are kept', async () => {
      await Promise.all([
        post('section', { act: 'add', name: 'One' }),
        post('section', { act: 'add', name: 'Two' }),
      ])
      const { html } = await ada.get(`${server.url}/`)
      assert.match(html, />One<\/h2>/)
      assert.match(html, />Two<\/h2>/)
    })

    test('shows first what was opened last', async () => {
      const until = (url: URL) => url.port === '9'
      const recent = async () => {
        const { html } = await ada.get(`${server.url}/`)
        const list = /<ul class="recent">(.*?)<\/ul>/s.exec(html)?.[1] ?? ''
        return [...list.matchAll(/<span dir="auto">(.*?)<\/span>/g)].map(([, name]) => name)
      }
      assert.deepEqual(await recent(), [])
      for (const label of ['Chat', 'Docs', 'Chat']) {
        const opened = apps.find((each) => each.label === label)
        await ada.get(`${server.url}/home/oidc_client/${opened?.id}/${opened?.linkId}`, { until })
      }
      assert.deepEqual(await recent(), ['Chat', 'Docs'])
      await server.db.transaction().execute((tx) => deleteApplication(tx, app('Chat') as App['id']))
      assert.deepEqual(await recent(), ['Docs'])
      const rows = await server.db.selectFrom('launch').selectAll().execute()
      assert.equal(rows.length, 1, 'a deleted application takes what was opened of it along')
    })
  })
}

describe('a dashboard in a browser', () => {
  let browser: RealBrowser
  let server: RunningServer
  let page: Page
  const tiles = () => page.locator('ul.tiles').allInnerTexts()
  const saved = (act: () => Promise<unknown>) =>
    Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/arrange/tile')), act()])

  before(async () => {
    browser = await startRealBrowser()
    server = await flowServer()
    await addTiles(server, ['Bills', 'Chat', 'Docs'])
    await addPerson(server, 'ada@acme.test')
    page = await browser.newPage()
    page.setDefaultTimeout(5_000)
    await page.goto(`${server.url}/arrange`)
    await signIn(page, 'ada@acme.test')
    await page.getByLabel('Name of a new section').fill('Every day')
    await page.getByRole('button', { name: 'Add the section' }).click()
    await page.getByRole('link', { name: 'Done' }).click()
  })
  after(() => browser.close())

  const names = async () => (await tiles()).map((text) => text.match(/[A-Z][a-z]{3,}/g) ?? [])

  test('a tile is dragged to another place and another section, and stays there', async () => {
    const tile = (name: string) => page.getByRole('link', { name })
    await saved(() => tile('Docs').dragTo(tile('Bills'), { targetPosition: { x: 5, y: 40 } }))
    assert.deepEqual(await names(), [['Docs', 'Bills', 'Chat'], []])
    await saved(() => tile('Bills').dragTo(page.locator('ul.tiles').nth(1)))
    await page.reload()
    assert.deepEqual(await names(), [['Docs', 'Chat'], ['Bills']])
  })

  test('Shift and an arrow key move a tile, and it is said where to', async () => {
    await page.getByRole('link', { name: 'Chat' }).focus()
    await saved(() => page.keyboard.press('Shift+ArrowLeft'))
    await page.getByText('Chat: 1 of 2 in Applications').waitFor()
    await saved(() => page.keyboard.press('Shift+ArrowDown'))
    await page.getByText('Chat: 1 of 2 in Every day').waitFor()
    assert.equal(await page.evaluate('document.activeElement.innerText.includes("Chat")'), true)
    await page.reload()
    assert.deepEqual(await names(), [['Docs'], ['Chat', 'Bills']])
  })

  test('axe finds nothing, and without script the forms do the same by keyboard', async () => {
    assert.deepEqual(await accessibilityFaults(page), [])
    const context = await browser.newContext({ javaScriptEnabled: false })
    const plain = await context.newPage()
    await plain.goto(`${server.url}/arrange`)
    await signIn(plain, 'ada@acme.test')
    await plain.getByLabel('Docs').focus()
    await plain.keyboard.press('Space')
    await plain.getByRole('button', { name: 'Move down' }).press('Enter')
    await plain.getByRole('link', { name: 'Done' }).click()
    const lists = await plain.locator('ul.tiles').allInnerTexts()
    assert.match(lists[1] ?? '', /Docs[\s\S]*Chat[\s\S]*Bills/)
    await context.close()
  })
})
