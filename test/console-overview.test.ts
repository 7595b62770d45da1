import assert from 'node:assert/strict'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { DAY, HOUR } from '../src/base/clock.ts'
import { newId } from '../src/base/ids.ts'
import { insertApiToken } from '../src/core/api-tokens/api-token-store.ts'
import { recordEvent } from '../src/core/audit/event-store.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import { screenshot } from './support/real-browser.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer
let page: Page

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Okta')
  page = await bench.open(server)
})
after(() => bench.close())

describe('the overview', () => {
  test('says what to do next, and no more when it is done', async () => {
    await page.getByRole('heading', { name: 'What to do next' }).waitFor()
    for (const act of ['Add a connection', 'Create App Integration', 'Choose a person']) {
      await page.getByRole('link', { name: act }).waitFor()
    }
    await screenshot(page, 'console/overview-new-wide-light')
    await addApplication(server, {})
    await addPerson(server, 'second@acme.test', { role: 'owner' })
    await page.reload()
    await page.getByRole('link', { name: 'Add a connection' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Choose a person' }).count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Create App Integration' }).count(), 0)
  })

  test('tells the sign-ins of the week, in a table too', async () => {
    const organizationId = server.organization.id
    const actor = { kind: 'user', id: 'usr_1' } as const
    for (const day of [1, 1, 1, 2, 3, 3, 5]) {
      const at = Date.now() - day * DAY
      await recordEvent(server.db, { organizationId, type: 'user.session.start', actor }, at)
    }
    await page.reload()
    const rows = page.getByRole('table', { name: /Sign-ins/ }).getByRole('row')
    await rows.first().waitFor()
    assert.equal(await rows.count(), 8)
    const yesterday = rows.nth(6).getByRole('cell')
    assert.deepEqual(await yesterday.allTextContents(), ['3', '0'])
    await isClean(page)
    await page.getByRole('link', { name: /Active people/ }).click()
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  })

  test('shows first what must not be overlooked', async () => {
    const { db, organization } = server
    const target = { kind: 'user', id: 'usr_gone' }
    const happened = { organizationId: organization.id, actor: { kind: 'system' }, target } as const
    await recordEvent(db, { ...happened, type: 'user.recovery_link.use' }, Date.now() - HOUR)
    const back = Date.now() + HOUR / 2
    await db.updateTable('organization').set({ passwords_back_at: back }).execute()
    await page.goto(`${server.url}/console/`)
    await page.getByText('Passwords are off on trial').waitFor()
    await isClean(page)
    await screenshot(page, 'console/overview-warnings')
    await page.getByRole('link', { name: 'See it in the audit log' }).click()
    await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor()
    assert.match(page.url(), /type=user\.recovery_link/)
    await db.updateTable('organization').set({ passwords_back_at: null }).execute()
  })

  test('shows which addresses were refused, and what mends it', async () => {
    for (const host of ['localhost:1', 'sso.acme.test']) {
      await new Promise((answered) => {
        request(server.url, { headers: { host } }, (answer) => {
          answer.resume().once('end', answered)
        }).end()
      })
    }
    await page.goto(`${server.url}/console/`)
    await page.getByRole('heading', { name: 'Addresses that were refused' }).waitFor()
    await page.getByText('http://localhost:1', { exact: true }).waitFor()
    await page.getByText('Let the proxy pass Host on').first().waitFor()
    await isClean(page)
    await screenshot(page, 'console/overview-refused')
  })

  test('asks for no figures where the role may not read them', async () => {
    await addPerson(server, 'desk@acme.test', { role: 'helpdesk' })
    const desk = await bench.open(server, { login: 'desk@acme.test' })
    assert.equal(await desk.getByRole('alert').count(), 0)
    await desk.getByRole('group', { name: 'Well-known URL' }).waitFor()
  })
})

describe('the frame', () => {
  test('keeps the colours that were chosen, whatever the system says', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    const shows = async (scheme: 'light' | 'dark', ground: string) => {
      await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor()
      const seen = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      assert.equal(seen, ground)
    }
    const isDark = () => shows('dark', 'rgb(20, 23, 26)')
    const isLight = () => shows('light', 'rgb(247, 245, 240)')
    await page.goto(`${server.url}/console/`)
    await page.getByLabel('Colours').selectOption('dark')
    await isDark()
    await page.reload()
    await isClean(page)
    await isDark()
    await screenshot(page, 'console/overview-chosen-dark')
    await page.getByLabel('Colours').selectOption('auto')
    await isLight()
    await page.emulateMedia({ colorScheme: 'dark' })
    await isDark()
    await page.getByLabel('Colours').selectOption('light')
    await isLight()
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('says so where a proxy changes the address, and what to do', async () => {
    const proxy = await startRewritingProxy(server.url)
    const { port } = proxy.address() as AddressInfo
    assert.equal(await page.getByText('not the address of the organization').count(), 0)
    // Browsers keep cookies by host and ignore the port: the session is here too.
    await page.goto(`http://localhost:${port}/console/`)
    await page.getByText('This is not the address of the organization').waitFor()
    await page.getByRole('link', { name: `${server.url}/console/` }).waitFor()
    await isClean(page)
    proxy.closeAllConnections()
    proxy.close()
  })
})

test('an API token that has ended is marked, and removed without more questions', async () => {
  const at = Date.now()
  const token = {
    id: newId('apiToken', at),
    organizationId: server.organization.id,
    userId: newId('user', at),
    name: 'Old report',
    scopes: ['people.read'],
    createdAt: at - 2 * DAY,
    expiresAt: at - DAY,
    lastUsedAt: undefined,
  } as const
  await insertApiToken(server.db, token, 'digest')
  await page.goto(`${server.url}/console/settings/api-tokens`)
  await page.getByText('Expired', { exact: true }).waitFor()
  await isClean(page)
  await page.getByRole('button', { name: 'Remove Old report' }).click()
  await page.getByText('No token yet').waitFor()
})

/** What nginx does when nobody told it otherwise: the Host that arrives is its own idea of it. */
async function startRewritingProxy(target: string): Promise<Server> {
  const { host, port } = new URL(target)
  const proxy = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host }
    const options = { host: '127.0.0.1', port, path: incoming.url, method: incoming.method }
    const forwarded = request({ ...options, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(forwarded)
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  return proxy
}
