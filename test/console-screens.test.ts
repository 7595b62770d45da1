import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { newId } from '../src/base/ids.ts'
import { insertGroup } from '../src/core/groups/group-store.ts'
import { noteFailed } from '../src/core/logout-notices/logout-delivery-store.ts'
import { type ConsoleBench, isClean, shown, startConsoleBench } from './support/console.ts'
import { startMisbehavingProvider } from './support/peers/misbehaving-provider.ts'
import { screenshot } from './support/real-browser.ts'
import { addApplication, addPerson, type RunningServer } from './support/running-server.ts'
import { LONG } from './support/sample-pages.ts'

let bench: ConsoleBench
let server: RunningServer
const screens: Record<string, string> = {}

before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Okta')
  const profile = { givenName: 'Grace', familyName: 'Hopper' }
  const grace = await addPerson(server, 'grace@acme.test', { profile })
  const expenses = await addApplication(server, {
    label: 'Expenses',
    settings: {
      redirectUris: ['https://expenses.example.com/callback'],
      backchannelLogoutUri: 'https://expenses.example.com/ended',
      initiateLoginUri: 'https://expenses.example.com/login',
      loginMode: 'SPEC',
      visibility: { web: true, mobile: false },
    },
  })
  const failed = { at: Date.now(), why: 'It answered 503.', isGivenUp: true }
  await noteFailed(server.db, expenses.id, failed)
  const group = await addGroup('engineering')
  const long = await addPerson(server, `${LONG.toLowerCase()}@acme.test`.slice(-64), {
    profile: { givenName: LONG, familyName: '🦊' },
  })
  const longApplication = await addApplication(server, {
    label: `🧾 ${LONG}`,
    settings: { redirectUris: [`https://receipts.example.com/${'a-path/'.repeat(20)}callback`] },
  })
  const longGroup = await addGroup(LONG)
  Object.assign(screens, {
    overview: '',
    people: 'people',
    'person-new': 'people/new',
    'people-import': 'people/import',
    person: `people/${grace.id}`,
    'person-long': `people/${long.id}`,
    'application-long': `applications/${longApplication.id}`,
    'group-long': `groups/${longGroup}`,
    groups: 'groups',
    'group-new': 'groups/new',
    group: `groups/${group}`,
    applications: 'applications',
    'application-new': 'applications/new',
    'application-general': `applications/${expenses.id}`,
    'application-sign-on': `applications/${expenses.id}/sign-on`,
    'application-assignments': `applications/${expenses.id}/assignments`,
    'application-connect': `applications/${expenses.id}/connect`,
    connections: 'connections',
    'connection-choose': 'connections/new',
    'connection-okta': 'connections/new/okta',
    'connection-entra': 'connections/new/entra',
    servers: 'authorization-servers',
    'server-new': 'authorization-servers/new',
    'audit-log': 'audit-log',
    settings: 'settings',
    tokens: 'settings/api-tokens',
    'token-new': 'settings/api-tokens/new',
    'not-found': 'nothing-of-the-kind',
  })
})
after(() => bench.close())

async function addGroup(name: string): Promise<string> {
  const at = Date.now()
  const id = newId('group', at)
  const { organization } = server
  await insertGroup(server.db, {
    id,
    organizationId: organization.id,
    name,
    description: 'Those who build it',
    createdAt: at,
    updatedAt: at,
  })
  return id
}

/** What the browser refused or could not do on the way. */
function watch(page: Page): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  return faults
}

describe('every screen', () => {
  for (const [width, colorScheme] of [
    ['wide', 'light'],
    ['narrow', 'dark'],
  ] as const) {
    test(`is clean for axe, fits and obeys its policy: ${width}, ${colorScheme}`, async () => {
      const page = await bench.open(server, { width, colorScheme })
      const faults = watch(page)
      for (const [name, path] of Object.entries(screens)) {
        await page.goto(`${server.url}/console/${path}`)
        await isClean(page)
        const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
        assert.ok(Number(await page.evaluate(overflow)) <= 0, `${name} scrolls sideways`)
        await screenshot(page, `console/${name}-${width}-${colorScheme}`)
        assert.deepEqual(faults, [], name)
      }
      await page.context().close()
    })
  }
})

test('on a phone a finger meets 44 pixels, and all of a row opens what it names', async () => {
  const page = await bench.open(server, { width: 'narrow' })
  await page.goto(`${server.url}/console/${screens['application-general']}`)
  await page.getByRole('heading', { name: 'Expenses', level: 1 }).waitFor()
  const low = await page.evaluate(`
    [...document.querySelectorAll('header button, main [role=tab], main input, main .mantine-Button-root')]
      .filter((one) => !['checkbox', 'radio', 'file'].includes(one.type) && one.offsetHeight > 0)
      .filter((one) => one.offsetHeight < 44).map((one) => one.outerHTML)`)
  assert.deepEqual(low, [])

  await page.goto(`${server.url}/console/people`)
  await page.locator('.list-row', { hasText: 'Grace' }).click({ position: { x: 4, y: 4 } })
  await page.getByRole('heading', { name: 'Grace Hopper', level: 1 }).waitFor()
})

test('a field that has the focus has the ring around it', async () => {
  const page = await bench.open(server)
  await page.goto(`${server.url}/console/people`)
  const search = page.getByRole('searchbox')
  await search.focus()
  const ring = 'getComputedStyle(document.activeElement).outline'
  assert.match(String(await page.evaluate(ring)), /solid 2px/)
})

test('a name is shortened to whole letters in every list', async () => {
  const page = await bench.open(server)
  for (const [list, initials] of [
    ['people', /^D$/],
    ['applications', /^D$/],
  ] as const) {
    await page.goto(`${server.url}/console/${list}`)
    const row = page.locator('.list-row', { hasText: LONG })
    await row.locator('.mantine-Avatar-root', { hasText: initials }).waitFor()
  }
})

describe('what is typed is not lost', () => {
  test('two administrators change one application: the second is told, and keeps what was typed', async () => {
    const { id } = await addApplication(server, {
      label: 'Shared',
      settings: { redirectUris: ['https://shared.example.com/callback'] },
    })
    const path = `${server.url}/console/applications/${id}`
    const first = await bench.open(server)
    const second = await bench.open(server)
    for (const page of [first, second]) await page.goto(path)

    await first.getByLabel('App integration name').fill('Shared by all')
    await second.getByLabel('Logo URI').fill('https://shared.example.com/logo.png')
    await first.getByRole('button', { name: 'Save' }).click()
    await first.getByText('not saved yet').waitFor({ state: 'hidden' })
    await second.getByRole('button', { name: 'Save' }).click()

    const alert = second.getByRole('alert')
    await alert.getByText('They changed App integration name').waitFor()
    assert.equal(await second.getByLabel('App integration name').inputValue(), 'Shared by all')
    const logo = 'https://shared.example.com/logo.png'
    assert.equal(await second.getByLabel('Logo URI').inputValue(), logo)

    await second.getByRole('button', { name: 'Save' }).click()
    await second.getByText('not saved yet').waitFor({ state: 'hidden' })
    await second.reload()
    await second.getByRole('heading', { name: 'Shared by all' }).waitFor()
    assert.equal(await second.getByLabel('Logo URI').inputValue(), logo)
  })

  test('leaving a screen with changes asks, by a link and by the back button', async () => {
    const page = await bench.open(server)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Name').fill('Another name')
    await page.getByText('One change is not saved yet').waitFor()

    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Another name')

    await page.evaluate('history.back()')
    await page.getByRole('button', { name: 'Leave and discard' }).click()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Settings' }).click()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Acme Okta')
  })

  test('a changed field is marked, and discarding brings back what is saved', async () => {
    const page = await bench.open(server)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Name').fill('Another name')
    await page.getByText('changed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Acme Okta')
    assert.equal(await page.getByText('changed', { exact: true }).count(), 0)
  })

  test('faults stand at the fields they are about, and the rest stays typed', async () => {
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/people/new`)
    await page.getByLabel('Given name').fill('Nobody')
    await page.getByRole('button', { name: 'Add person' }).click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    await page.getByText('Give their e-mail address.').first().waitFor()
    assert.equal(await page.getByLabel('Given name').inputValue(), 'Nobody')
  })
})

describe('destructive acts', () => {
  test('an application is deactivated and deleted only by its name', async () => {
    const { id } = await addApplication(server, {
      label: 'Old wiki',
      settings: { redirectUris: ['https://wiki.example.com/callback'] },
    })
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/applications/${id}`)
    for (const act of ['Deactivate Old wiki', 'Delete Old wiki']) {
      await page.getByRole('button', { name: act }).click()
      const dialog = page.getByRole('dialog')
      const button = dialog.getByRole('button', { name: act })
      assert.ok(await button.isDisabled(), 'nothing was typed yet')
      await dialog.getByRole('textbox').fill('Old wiki')
      await button.click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor()
    await page.getByText('Expenses').waitFor()
    assert.equal(await page.getByText('Old wiki').count(), 0)
  })
})

describe('what is told once', () => {
  test('an API token is shown when it is made, works, and is never shown again', async () => {
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/settings/api-tokens/new`)
    await page.getByLabel('Name').fill('Nightly report')
    await page.getByRole('combobox', { name: 'Scopes' }).fill('people.read')
    await page.getByRole('option', { name: 'people.read' }).click()
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Make the token' }).click()
    const token = await shown(page, 'API token')
    const answer = await fetch(`${server.url}/api/v1/users`, {
      headers: { authorization: `Bearer ${token}` },
    })
    assert.equal(answer.status, 200)
    await page.reload()
    await page.getByText('Nightly report').waitFor()
    assert.equal(await page.getByText(token).count(), 0)
  })

  test('somebody is invited by a link that works once, and a new one ends it', async () => {
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/people/new`)
    await page.getByLabel('E-mail address').fill('new@acme.test')
    await page.getByRole('button', { name: 'Add person' }).click()
    await page.getByText('Staged').waitFor()
    const first = await shown(page, 'Link')
    await page.getByRole('button', { name: 'Make a new link' }).click()
    await page.getByRole('group', { name: 'Link' }).filter({ hasNotText: first }).waitFor()
    const link = await shown(page, 'Link')
    await isClean(page)
    await screenshot(page, 'console/person-invited')
    assert.equal((await fetch(first)).status, 404)
    await page.reload()
    await page.getByText('A link was made').waitFor()
    assert.equal(await page.getByText(link).count(), 0)

    const invited = await bench.newPage()
    await invited.goto(link)
    await screenshot(invited, 'console/invitation')
    await invited.getByLabel('New password').fill('a password of mine')
    await invited.getByRole('button', { name: 'Set the password' }).click()
    await invited.getByRole('link', { name: 'Sign in' }).click()
    assert.equal(await invited.locator('input[name=login]').inputValue(), 'new@acme.test')
    await invited.locator('input[name=password]').fill('a password of mine')
    await invited.locator('input[name=password]').press('Enter')
    await invited.getByRole('link', { name: 'Account' }).waitFor()
  })

  test('a file is imported after a preview, with links in its report', async () => {
    const page = await bench.open(server)
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('link', { name: 'Import' }).click()
    const buffer = Buffer.from(
      'login,firstt name,groups\nkay@acme.test,Kay,engineering\nx@acme.test,X,nowhere\n',
    )
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('radio', { name: 'Are staged' }).check()
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('combobox', { name: 'firstt name' }).click()
    await page.getByRole('option', { name: 'Given name' }).click()
    await isClean(page)
    await screenshot(page, 'console/import-columns')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('There is no group "nowhere"').waitFor()
    await isClean(page)
    await screenshot(page, 'console/import-preview')
    await page.getByRole('button', { name: 'Import 1 person' }).click()
    await page.getByText('1 added, 0 changed, 1 refused.').waitFor()
    await isClean(page)
    await screenshot(page, 'console/import-report')
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the report' }).click()
    const report = await readFile(await (await downloading).path(), 'utf8')
    assert.match(report, /\/invite\/[\w-]{43}/)
    await page.context().close()
  })

  test('a provider that is not up yet is saved disabled, and enabling looks again', async () => {
    const late = await startMisbehavingProvider()
    await late.stop()
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/connections/new/oidc`)
    await page.getByLabel('Name on the button').fill('Late')
    await page.getByLabel('Client ID').fill(late.clientId)
    await page.getByRole('textbox', { name: 'Client secret' }).fill(late.clientSecret)
    await page.getByLabel('Well-known URL').fill(late.wellKnownUrl)
    await page.getByRole('button', { name: 'Add connection' }).click()
    const anyway = page.getByRole('button', { name: 'Save anyway, disabled' })
    await anyway.waitFor()
    await isClean(page)
    await screenshot(page, 'console/connection-not-ready')
    await anyway.click()
    const enable = page.getByRole('button', { name: 'Enable Late' })
    await enable.click()
    await page.getByText('The provider does not answer').waitFor()
    await late.start()
    await enable.click()
    await page.getByRole('button', { name: 'Disable Late' }).waitFor()
    await late.close()
    await page.context().close()
  })

  test('keys are pasted: an application’s public ones, and a private one for a provider', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const own = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'billing-1' })
    const shared = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'billing-1' })
    const { id } = await addApplication(server, {
      label: 'Billing',
      settings: { redirectUris: ['https://billing.example.com/callback'] },
    })
    const page = await bench.open(server)
    await page.goto(`${server.url}/console/applications/${id}`)
    await page.getByRole('combobox', { name: 'Client authentication' }).click()
    await page.getByRole('option', { name: 'Public key / Private key' }).click()
    const field = page.getByLabel('Public key or JWK Set')
    for (const [typed, refusal] of [
      ['{ "keys": [', 'Give a public key as a JWK'],
      [own, 'This is a private key'],
    ] as const) {
      await field.fill(typed)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText(refusal).first().waitFor()
      assert.equal(await field.inputValue(), typed)
    }
    await isClean(page)
    await screenshot(page, 'console/application-key-refused')
    await field.fill(shared)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('billing-1', { exact: true }).waitFor()
    await page.getByText('EC, P-256').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await isClean(page)
    await screenshot(page, 'console/application-keys-narrow')

    await page.goto(`${server.url}/console/connections/new/oidc`)
    await page.getByRole('radio', { name: 'Private key' }).check()
    await page.getByRole('textbox', { name: 'Private key' }).fill(own)
    const copied = JSON.parse(await shown(page, 'Public key'))
    assert.deepEqual(copied, JSON.parse(shared))
    await isClean(page)
    await screenshot(page, 'console/connection-key-narrow')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await screenshot(page, 'console/connection-key')
    await page.getByRole('textbox', { name: 'Private key' }).fill(shared)
    assert.equal(await page.getByRole('group', { name: 'Public key' }).count(), 0)
    await page.context().close()
  })

  test('keys are rotated by name, and the audit log tells of it', async () => {
    const page = await bench.open(server)
    await page.getByRole('link', { name: 'Authorization servers' }).click()
    await page.getByRole('link', { name: 'default' }).click()
    await page.getByRole('button', { name: 'Rotate keys' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('default')
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate keys' }).click()
    await page.getByText('Still published').waitFor()
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByText('app.oauth2.key.rotate').first().waitFor()
  })
})

describe('what a role may not do is not offered', () => {
  test('an auditor reads everything and is offered no change', async () => {
    await addPerson(server, 'auditor@acme.test', { role: 'auditor' })
    const page = await bench.open(server, { login: 'auditor@acme.test' })
    await page.getByRole('link', { name: 'Applications', exact: true }).click()
    await page.getByRole('link', { name: 'Expenses' }).click()
    await page.getByRole('heading', { name: 'Client Credentials' }).waitFor()
    assert.ok(await page.getByLabel('App integration name').isDisabled())
    for (const act of [/^Generate/, /^Deactivate/, /^Delete/]) {
      assert.equal(await page.getByRole('button', { name: act }).count(), 0)
    }
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Add person' }).count(), 0)
  })

  test('helpdesk sees people, groups and sign-ins alone, and may suspend a person', async () => {
    await addPerson(server, 'helpdesk@acme.test', { role: 'helpdesk' })
    const { id } = await addPerson(server, 'lost@acme.test', {
      profile: { givenName: 'Lost', familyName: 'Phone' },
    })
    const page = await bench.open(server, { login: 'helpdesk@acme.test' })
    const entries = page.getByRole('navigation', { name: 'Console' }).getByRole('link')
    const names = (await entries.allTextContents()).filter((name) => name !== 'Your applications')
    assert.deepEqual(names, ['Overview', 'People', 'Groups', 'Sign-ins'])
    await page.goto(`${server.url}/console/people/${id}`)
    await page.getByRole('button', { name: 'Suspend Lost Phone', exact: true }).click()
    await page.getByRole('button', { name: 'Activate Lost Phone', exact: true }).waitFor()
  })
})

describe('the keyboard alone', () => {
  test('reaches the navigation, a screen, its action and the choices of the wizard', async () => {
    const page = await bench.open(server)
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const focusOn = async (name: string) => {
      const focused = 'document.activeElement?.textContent || document.activeElement?.ariaLabel'
      for (let i = 0; i < 40; i++) {
        if (String(await page.evaluate(focused)).startsWith(name)) return
        await press('Tab')
      }
      assert.fail(`${name} is not reached`)
    }
    await press('Tab')
    await focusOn('Skip to the content')
    await focusOn('Applications')
    await press('Enter')
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor()
    await focusOn('Create App Integration')
    await press('Enter')
    await page.getByRole('radio', { name: 'OIDC - OpenID Connect' }).waitFor()
    await focusOn('OIDC - OpenID Connect')
    await press('Space')
    await focusOn('Web Application')
    await press('Space')
    await focusOn('Next')
    await press('Enter')
    await page.getByLabel('App integration name').waitFor()
  })
})
