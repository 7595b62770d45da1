import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findConnection } from '../src/core/connections/connection-store.ts'
import { createGroup } from '../src/core/groups/save-group.ts'
import { giveGroups } from '../src/core/mapping/mapping-store.ts'
import { addConnection } from './support/admin-world.ts'
import { type ConsoleBench, isClean, startConsoleBench } from './support/console.ts'
import { screenshot } from './support/real-browser.ts'
import { addPerson, type RunningServer } from './support/running-server.ts'

let bench: ConsoleBench
let server: RunningServer
before(async () => {
  bench = await startConsoleBench()
  server = await bench.start('Acme Tools')
})
after(() => bench.close())

test('an owner writes mapping rules, is told what is wrong with one, and sees whom they feed', async () => {
  const { db, organization } = server
  const actor = { kind: 'system' } as const
  const wanted = { organizationId: organization.id, name: 'Engineering', description: '', actor }
  const group = await createGroup({ db, now: Date.now }, wanted)
  const { id } = await addConnection(server, 'okta')
  const ada = await addPerson(server, 'ada@acme.test')
  await giveGroups(db, { userId: ada.id, source: id }, [group.id])
  const page = await bench.open(server, { width: 'wide', colorScheme: 'light' })
  await page.goto(`${server.url}/console/connections/${id}`)

  await page.getByRole('button', { name: 'Add a rule' }).click()
  const first = page.getByRole('group', { name: 'Rule 1' })
  await first.getByRole('textbox', { name: 'Value' }).fill('okta-admins')
  await first.getByRole('combobox', { name: 'Have the role' }).click()
  await page.getByRole('option', { name: /^Owner/ }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await first.getByText('must be allowed expressly').waitFor()
  await isClean(page)
  await screenshot(page, 'console/connection-mapping-wide-light')

  await first.getByRole('checkbox', { name: /^Yes, whoever/ }).check()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const second = page.getByRole('group', { name: 'Rule 2' })
  await second.getByRole('textbox', { name: 'Value' }).fill('okta-eng')
  await second.getByRole('combobox', { name: 'Join the group', exact: true }).fill('Eng')
  await page.getByRole('option', { name: 'Engineering' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Move rule 2 up' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('not saved yet').waitFor({ state: 'detached' })

  assert.deepEqual((await findConnection(db, id))?.settings.mapping, {
    sync: 'full',
    rules: [
      { match: 'equals', value: 'okta-eng', group: group.id },
      { match: 'equals', value: 'okta-admins', role: 'owner', allowOwner: true },
    ],
  })
  await page.goto(`${server.url}/console/groups/${group.id}`)
  await page.getByText('Given by Okta').waitFor()
  await page.getByText('A group there is “okta-eng”').waitFor()
  await isClean(page)
  await screenshot(page, 'console/group-fed-wide-light')
  await page.context().close()

  const narrow = await bench.open(server, { width: 'narrow', colorScheme: 'dark' })
  await narrow.goto(`${server.url}/console/connections/${id}`)
  await isClean(narrow)
  const overflow = 'document.documentElement.scrollWidth - window.innerWidth'
  assert.ok(Number(await narrow.evaluate(overflow)) <= 0)
  await screenshot(narrow, 'console/connection-mapping-narrow-dark')
})
