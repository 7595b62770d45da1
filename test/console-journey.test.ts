import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { buildConsole } from '../tools/build-console.ts'
import { isClean, shown, signIn } from './support/console.ts'
import { type Installation, startEmpty } from './support/installation.ts'
import { freePortTriple } from './support/latchkey-process.ts'
import { type RealBrowser, startRealBrowser } from './support/real-browser.ts'
import { PASSWORD } from './support/running-server.ts'

// As a new administrator would: two installations of which nothing exists but the link that each
// prints, and nothing but their screens.

let browser: RealBrowser
let okta: Installation
let tools: Installation

before(async () => {
  await buildConsole()
  browser = await startRealBrowser()
  const port = await freePortTriple()
  okta = await startEmpty(port)
  tools = await startEmpty(port + 100)
})
after(async () => {
  await browser.close()
  await okta.remove()
  await tools.remove()
})

async function newPage(): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(5_000)
  return page
}

/** Makes an organization and its owner by the printed link; the console is open afterwards. */
async function setUp({ setupLink, url }: Installation, name: string): Promise<Page> {
  const page = await newPage()
  await page.goto(setupLink)
  await page.getByLabel('Name of the organization').fill(name)
  assert.equal(await page.getByLabel('Address').inputValue(), url)
  await page.getByLabel('Your e-mail').fill('owner@acme.test')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the organization' }).click()
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  return page
}

async function byButton(): Promise<void> {
  const page = await newPage()
  await page.goto(`${tools.url}/`)
  await page.getByRole('link', { name: 'Sign in with Okta' }).click()
  await signIn(page, 'grace@acme.test')
  await page.waitForURL(`${tools.url}/`)
  await page.getByText('Grace Hopper').waitFor()
}

async function byTile(): Promise<void> {
  const page = await newPage()
  await page.goto(`${okta.url}/`)
  await signIn(page, 'grace@acme.test')
  await page.getByRole('link', { name: 'Acme Tools' }).click()
  await page.waitForURL(`${tools.url}/`)
  await page.getByText('Grace Hopper').waitFor()
}

describe('the guide, through the screens of two empty installations', () => {
  let atOkta: Page
  let atTools: Page
  let given: { redirect: string; initiate: string }
  let made: { clientId: string; clientSecret: string }

  test('each printed a link, which makes the organization and its owner', async () => {
    const both = [setUp(okta, 'Acme Okta'), setUp(tools, 'Acme Tools')] as const
    ;[atOkta, atTools] = await Promise.all(both)
  })

  test('step 1: somebody is added who will sign in', async () => {
    await atOkta.getByRole('link', { name: 'People', exact: true }).click()
    await atOkta.getByRole('link', { name: 'Add person' }).first().click()
    await atOkta.getByLabel('E-mail address').fill('grace@acme.test')
    await atOkta.getByLabel('Given name').fill('Grace')
    await atOkta.getByLabel('Family name').fill('Hopper')
    await atOkta.getByLabel('With a password that you set').check()
    await atOkta.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await atOkta.getByRole('button', { name: 'Add person' }).click()
    await atOkta.getByLabel('The address was checked').check()
    await atOkta.getByRole('button', { name: 'Save' }).click()
    await atOkta.getByText('not saved yet').waitFor({ state: 'hidden' })
  })

  test('the connection being added tells the exact addresses to register', async () => {
    await atTools.getByRole('link', { name: 'Connections', exact: true }).click()
    await atTools.getByRole('link', { name: 'Add connection' }).first().click()
    await atTools.getByRole('link', { name: /^Okta/ }).click()
    given = {
      redirect: await shown(atTools, 'Sign-in redirect URI'),
      initiate: await shown(atTools, 'Initiate login URI'),
    }
    assert.equal(given.redirect, `${tools.url}/sso/openid`)
  })

  test('steps 2 to 5: an app integration is created, and its client credentials are shown', async () => {
    await atOkta.getByRole('link', { name: 'Applications', exact: true }).click()
    await atOkta.getByRole('link', { name: 'Create App Integration' }).first().click()
    await atOkta.getByRole('radio', { name: 'OIDC - OpenID Connect' }).click()
    await atOkta.getByRole('radio', { name: 'Web Application' }).click()
    await atOkta.getByRole('button', { name: 'Next' }).click()
    await atOkta.getByLabel('App integration name').fill('Acme Tools')
    await atOkta.getByLabel('Sign-in redirect URIs, 1').fill(given.redirect)
    await isClean(atOkta)
    await atOkta.getByRole('button', { name: 'Next' }).click()
    await atOkta.getByLabel('Allow everyone in your organization to access').check()
    await isClean(atOkta)
    await atOkta.getByRole('button', { name: 'Create' }).click()
    await atOkta.getByRole('heading', { name: 'Client Credentials' }).waitFor()
    made = {
      clientId: await shown(atOkta, 'Client ID'),
      clientSecret: await shown(atOkta, 'Client secret'),
    }
    assert.ok(made.clientId.length > 5 && made.clientSecret.length > 20)
    await isClean(atOkta)
  })

  test('step 6: sign-in may start at either end, by a tile, in the OIDC compliant way', async () => {
    await atOkta.getByLabel('Either Okta or App').check()
    await atOkta.getByLabel('Display application icon to users').check()
    await atOkta.getByLabel('Redirect to app to initiate login (OIDC Compliant)').check()
    await atOkta.getByRole('button', { name: 'Save' }).click()
    const field = atOkta.getByLabel('Initiate login URI')
    await atOkta.getByText('needs an initiate login URI').first().waitFor()
    await field.fill(given.initiate)
    await atOkta.getByRole('button', { name: 'Save' }).click()
    await atOkta.getByRole('heading', { name: 'App Embed Link' }).waitFor()
    await isClean(atOkta)
  })

  test('the note of the guide: Implicit (hybrid) with the access token can be allowed where it bites', async () => {
    await atOkta
      .getByRole('button', { name: 'Allow Implicit (hybrid) with the access token' })
      .click()
    assert.ok(await atOkta.getByLabel('Implicit (hybrid)').isChecked())
    assert.ok(await atOkta.getByLabel('Allow Access Token with implicit grant type').isChecked())
    await atOkta.getByRole('button', { name: 'Save' }).click()
    await atOkta.getByText('not saved yet').waitFor({ state: 'hidden' })
  })

  test('the secret is shown until it is said to be copied, and never after a reload', async () => {
    await atOkta.reload()
    await atOkta.getByRole('heading', { name: 'Client Credentials' }).waitFor()
    assert.equal(await atOkta.getByRole('group', { name: 'Client secret', exact: true }).count(), 0)
  })

  test('what was made is pasted at the other end, and the address of the organization is enough', async () => {
    await atTools.getByLabel('Client ID').fill(made.clientId)
    await atTools.getByRole('textbox', { name: 'Client secret' }).fill(made.clientSecret)
    await atTools.getByLabel('Well-known URL').fill(okta.url)
    await atTools.getByLabel('Well-known URL').press('Tab')
    await atTools.getByRole('button', { name: 'Use this address' }).click()
    assert.equal(
      await atTools.getByLabel('Well-known URL').inputValue(),
      `${okta.url}/.well-known/openid-configuration`,
    )
    await atTools.getByRole('button', { name: 'Add connection' }).click()
    await atTools.getByRole('heading', { name: 'Okta', level: 1 }).waitFor()
    assert.equal(await shown(atTools, 'Redirect URI'), given.redirect)
    assert.equal(await shown(atTools, 'Issuer'), okta.url)
    await isClean(atTools)
  })

  test('whose addresses the connection is trusted for is said', async () => {
    const domains = atTools.getByRole('combobox', { name: 'Trusted e-mail domains' })
    await domains.fill('acme.test')
    await domains.press('Enter')
    await atTools.getByRole('button', { name: 'Save' }).click()
    await atTools.getByText('not saved yet').waitFor({ state: 'hidden' })
  })

  test('step 7: the button signs Grace in', byButton)
  test('the tile signs Grace in, starting at Okta', byTile)
})

describe('what the screens made, exported and applied to empty databases', () => {
  test('is the same, and says so itself', async () => {
    for (const installation of [okta, tools]) {
      const before = await installation.export()
      assert.match(before, /^organizations:\n/)
      await installation.beginAnew()
      assert.equal(await installation.export(), before)
    }
  })

  test('signs Grace in by the button', byButton)
  test('signs Grace in by the tile', byTile)
})
