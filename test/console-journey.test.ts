import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@playwright/test'
import { type ConsoleBench, isClean, shown, signIn, startConsoleBench } from './support/console.ts'
import { addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let okta: RunningServer
let tools: RunningServer

before(async () => {
  bench = await startConsoleBench()
  okta = await bench.start('Acme Okta')
  tools = await bench.start('Acme Tools')
  const profile = { givenName: 'Grace', familyName: 'Hopper' }
  await addPerson(okta, 'grace@acme.test', { profile })
})
after(() => bench.close())

describe('the guide, through the screens of two organizations', () => {
  let atOkta: Page
  let atTools: Page
  let given: { redirect: string; initiate: string }
  let made: { clientId: string; clientSecret: string }

  test('the connection being added tells the exact addresses to register', async () => {
    atTools = await bench.open(tools)
    await atTools.getByRole('link', { name: 'Connections', exact: true }).click()
    await atTools.getByRole('link', { name: 'Add connection' }).first().click()
    await atTools.getByRole('link', { name: /^Okta/ }).click()
    given = {
      redirect: await shown(atTools, 'Sign-in redirect URI'),
      initiate: await shown(atTools, 'Initiate login URI'),
    }
    assert.equal(given.redirect, `${tools.url}/sso/openid`)
    await isClean(atTools)
  })

  test('steps 2 to 5: an app integration is created, and its client credentials are shown', async () => {
    atOkta = await bench.open(okta)
    await atOkta.getByRole('link', { name: 'Applications', exact: true }).click()
    await isClean(atOkta)
    await atOkta.getByRole('link', { name: 'Create App Integration' }).first().click()
    await atOkta.getByRole('radio', { name: 'OIDC - OpenID Connect' }).click()
    await atOkta.getByRole('radio', { name: 'Web Application' }).click()
    await isClean(atOkta)
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

  test('step 7: the button signs Grace in', async () => {
    const page = await bench.newPage()
    await page.goto(`${tools.url}/`)
    await page.getByRole('link', { name: 'Sign in with Okta' }).click()
    await signIn(page, 'grace@acme.test')
    await page.waitForURL(`${tools.url}/`)
    await page.getByText('Grace Hopper').waitFor()
  })

  test('the tile signs Grace in, starting at Okta', async () => {
    const page = await bench.newPage()
    await page.goto(`${okta.url}/`)
    await signIn(page, 'grace@acme.test')
    await page.getByRole('link', { name: 'Acme Tools' }).click()
    await page.waitForURL(`${tools.url}/`)
    await page.getByText('Grace Hopper').waitFor()
  })
})
