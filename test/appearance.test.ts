import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { applyChanges } from '../src/apply/apply-changes.ts'
import { exportState } from '../src/apply/export-state.ts'
import { readConfig } from '../src/config.ts'
import { listOrganizations } from '../src/core/organizations/organization-store.ts'
import { checkAccent } from '../src/web/accent.ts'
import { contrast, parseColour } from '../src/web/colour.ts'
import { type AdminClient, type Answer, pathsOf, signedInAs } from './support/admin-client.ts'
import { addConnection } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import { movableClock } from './support/movable-clock.ts'
import { bytesOf, GIF, PNG } from './support/pictures.ts'
import { addApplication, type RunningServer, startServer } from './support/running-server.ts'

const colour = (text: string) => parseColour(text) ?? assert.fail(text)

describe('an accent colour', () => {
  test('is measured as WCAG says', () => {
    assert.equal(contrast(colour('#fff'), colour('#000')), 21)
    assert.equal(contrast(colour('#777777'), colour('#ffffff')).toFixed(2), '4.48')
  })

  test('that can be seen and read is taken; another is told its ratio and the nearest', () => {
    for (const good of ['#0b5fff', '#8a5a00', '#b00020', '#000000']) {
      assert.equal(checkAccent('light', colour(good)), undefined, good)
    }
    for (const [scheme, bad] of [
      ['light', '#ffd400'],
      ['light', '#ffffff'],
      ['light', '#7fdbff'],
      ['dark', '#000080'],
      ['dark', '#14171a'],
    ] as const) {
      const fault = checkAccent(scheme, colour(bad))
      assert.ok(fault, bad)
      assert.match(fault.message, /contrast of \d+\.\d to 1 .* the nearest that passes is #/)
      assert.equal(checkAccent(scheme, fault.nearest), undefined, `${bad} → ${fault.nearest}`)
    }
  })

  test('of every kind has a nearest one that passes', () => {
    for (let i = 0; i < 4_096; i += 7) {
      const any = colour(`#${i.toString(16).padStart(3, '0')}`)
      for (const scheme of ['light', 'dark'] as const) {
        const fault = checkAccent(scheme, any)
        if (fault) assert.equal(checkAccent(scheme, fault.nearest), undefined, any)
      }
    }
  })
})

for (const engine of engines) {
  describe(`the appearance of an organization on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    const clock = movableClock()
    const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-appearance-'))
    before(async () => {
      server = await startServer(await engine.fresh(), { now: clock })
      owner = await signedInAs(server, 'owner')
    })
    after(async () => {
      await server.close()
      rmSync(folder, { recursive: true })
    })

    const change = async (appearance: object): Promise<Answer> => {
      const { etag } = await owner.get('/organization')
      const body = { settings: { appearance } }
      return owner.call('PATCH', '/organization', body, { version: etag })
    }
    const LOOK = {
      logo: PNG,
      accent: '#0B5FFF',
      heading: '  Welcome to <Acme> ',
      intro: 'Lost your key?\nAsk <b>Grace</b>.',
      links: [{ label: 'Help desk', href: 'mailto:help@acme.example' }],
    }

    test('is changed part by part, and what is not named stays', async () => {
      const { status, body } = await change(LOOK)
      assert.equal(status, 200, JSON.stringify(body))
      const { logo, ...rest } = body.settings.appearance
      assert.match(logo, /^\/pictures\/pic_/)
      const { logo: _, ...kept } = LOOK
      const expected = { ...kept, accent: '#0b5fff', heading: 'Welcome to <Acme>' }
      assert.deepEqual(rest, { ...expected, accentDark: null })
      const next = await change({ heading: null })
      const { heading, ...others } = next.body.settings.appearance
      assert.deepEqual([heading, others.logo, others.intro], [null, logo, LOOK.intro])
      assert.equal((await owner.get('/organization')).body.settings.signUp, 'open')
      assert.equal((await change({ heading: LOOK.heading })).status, 200)
    })

    test('is on the login screen, and nothing of it is markup', async () => {
      const page = await shown(owner, {})
      assert.match(page, /<h1 dir="auto">Welcome to &lt;Acme&gt;<\/h1>/)
      assert.match(page, /Ask &lt;b&gt;Grace&lt;\/b&gt;\./)
      assert.match(page, /<img class="logo" src="\/pictures\/pic_/)
      assert.match(page, /<a href="mailto:help@acme.example"/)
      assert.match(page, /<style>:root\{--brass:#0b5fff;--on-brass:#ffffff/)
      assert.match(page, /prefers-color-scheme: dark\)\{:root\{--brass:#[0-9a-f]{6}/)
      assert.ok(page.length < 20_000, `${page.length} bytes`)
    })

    test('refuses colours that cannot be read, and links that lead astray, each at its field', async () => {
      const cases: [object, string][] = [
        [{ accent: '#ffd400' }, 'accent'],
        [{ accent: 'blue' }, 'accent'],
        [{ accent: '#0b5fff;}body{display:none' }, 'accent'],
        [{ accentDark: '#000080' }, 'accentDark'],
        [{ heading: 'x'.repeat(81) }, 'heading'],
        [{ links: [{ label: 'x', href: 'javascript:alert(1)' }] }, 'links.0.href'],
        [{ links: [{ label: 'x', href: 'data:text/html,x' }] }, 'links.0.href'],
        [{ links: [{ label: 'x', href: 'http://elsewhere.example' }] }, 'links.0.href'],
        [{ links: [{ label: 'x', href: 'https://acme.example@evil.example' }] }, 'links.0.href'],
        [{ links: [{ label: ' ', href: 'https://acme.example' }] }, 'links.0.label'],
      ]
      for (const [appearance, field] of cases) {
        const answer = await change(appearance)
        assert.equal(answer.status, 400, JSON.stringify(appearance))
        assert.deepEqual(pathsOf(answer), [`settings.appearance.${field}`])
      }
      const { body } = await change({ accent: '#ffd400' })
      assert.match(body.detail, /1\.\d to 1 .* nearest that passes is #[0-9a-f]{6}/)
    })

    test('is shown before it is saved, by the page itself, and nothing is kept', async () => {
      const before = (await owner.get('/organization')).body.settings
      const page = await shown(owner, { logo: GIF, heading: 'Not yet', accent: '#b00020' })
      assert.match(page, /<h1 dir="auto">Not yet<\/h1>/)
      assert.ok(page.includes(`src="${GIF}"`))
      assert.match(page, /--brass:#b00020/)
      assert.deepEqual((await owner.get('/organization')).body.settings, before)
      const bad = { settings: { appearance: { accent: '#ffd400' } } }
      const refused = await owner.call('POST', '/organization/preview', bad)
      assert.deepEqual(pathsOf(refused), ['settings.appearance.accent'])
      const auditor = await signedInAs(server, 'auditor')
      assert.equal((await auditor.call('POST', '/organization/preview', bad)).status, 403)
    })

    test('is on every page of a server that knows it, in a policy that allows just that style', async () => {
      clock.advance(3_000) // What a visit knows of its organization may be two seconds old.
      for (const address of ['/login', '/nowhere', '/sso/openid?state=x&code=y', '/logged-out']) {
        const answer = await fetch(`${server.url}${address}`)
        const text = await answer.text()
        const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style]) => style ?? '')
        assert.equal(styles.length, 2, address)
        const policy = answer.headers.get('content-security-policy') ?? ''
        for (const style of styles)
          assert.ok(policy.includes(hash('sha256', style, 'base64')), address)
        assert.match(text, /<img class="logo" src="\/pictures\/pic_/, address)
        assert.match(text, /href="mailto:help@acme.example"/, address)
      }
    })

    test('the button of a connection says what it is told to, with its icon', async () => {
      const clientSecretSealed = await server.sealer.seal('from Okta')
      const { id } = await addConnection(server, 'okta', { clientSecretSealed })
      assert.match(await shown(owner, {}), /Sign in with <bdi>Okta<\/bdi>/)
      const { etag } = await owner.get(`/connections/${id}`)
      const body = { settings: { buttonLabel: ' Acme <staff> ', icon: PNG } }
      const answer = await owner.call('PATCH', `/connections/${id}`, body, { version: etag })
      assert.equal(answer.body.settings.buttonLabel, 'Acme <staff>')
      const page = await shown(owner, {})
      assert.match(
        page,
        /<img src="\/pictures\/pic_\w+" alt=""><span dir="auto">Acme &lt;staff&gt;/,
      )
    })

    test('goes through an export to an empty database and back, pictures too', async () => {
      const app = await addApplication(server, { type: 'service', clientId: 'ledger' })
      const { etag } = await owner.get(`/applications/${app.id}`)
      const settings = { logo: GIF }
      await owner.call('PATCH', `/applications/${app.id}`, { settings }, { version: etag })
      const { db, sealer } = server
      const yaml = await exportState(server, await listOrganizations(db), { secrets: true })
      for (const picture of [PNG, GIF]) assert.ok(yaml.includes(picture))

      const elsewhere = { db: await engine.fresh(), sealer, now: Date.now }
      const file = path.join(folder, 'latchkey.yaml')
      writeFileSync(file, yaml)
      const { organizations } = readConfig({ env: {}, file })
      await applyChanges(elsewhere, organizations)
      // Sealed anew, secrets read otherwise; all else is the same.
      const again = await exportState(elsewhere, await listOrganizations(elsewhere.db))
      assert.equal(again, await exportState(server, await listOrganizations(db)))
      const second = await applyChanges(elsewhere, organizations)
      assert.deepEqual([...new Set(second.map(({ kind }) => kind))], ['none'])
      const rows = await elsewhere.db.selectFrom('picture').select('id').execute()
      assert.equal(rows.length, 3)
    })

    test('a file names pictures by their files, and hears of faults at their place', async () => {
      writeFileSync(path.join(folder, 'acme.png'), bytesOf(PNG))
      writeFileSync(path.join(folder, 'evil.png'), '<svg onload="alert(1)"/>')
      const yaml = (look: string) => `
organizations:
  - slug: other
    name: Other
    url: https://id.other.example
    settings: { appearance: { ${look} } }
`
      const file = path.join(folder, 'files.yaml')
      const apply = async (look: string) => {
        writeFileSync(file, yaml(look))
        const deps = { db: server.db, sealer: server.sealer, now: Date.now }
        return applyChanges(deps, readConfig({ env: {}, file }).organizations)
      }
      await apply("logo_file: acme.png, accent: '#0b5fff'")
      const [again] = await apply('logo_file: acme.png')
      assert.equal(again?.kind, 'none')
      await assert.rejects(apply('logo_file: evil.png'), /appearance\.logo.*can hold script/s)
      await assert.rejects(apply("accent: '#ffd400'"), /appearance\.accent.*nearest that passes/s)
      await apply('logo: null')
      const other = (await listOrganizations(server.db)).find(({ slug }) => slug === 'other')
      assert.equal(other?.settings.appearance.logo, undefined)
      assert.equal(other?.settings.appearance.accent, '#0b5fff')
    })
  })
}

/** The login screen as it would be with these values over those that are saved. */
async function shown(owner: AdminClient, appearance: object): Promise<string> {
  const body = { settings: { appearance } }
  const answer = await owner.call('POST', '/organization/preview', body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.page
}
