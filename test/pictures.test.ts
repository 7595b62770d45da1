import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkPicture } from '../src/core/pictures/check-picture.ts'
import { type AdminClient, type Answer, pathsOf, signedInAs } from './support/admin-client.ts'
import { addConnection, otherOrganization } from './support/admin-world.ts'
import { engines } from './support/databases.ts'
import {
  bytesOf,
  dataUri,
  GIF,
  JPEG,
  PNG,
  pngChunk,
  pngOf,
  WEBP,
  withSegment,
} from './support/pictures.ts'
import { addApplication, type RunningServer, startServer } from './support/running-server.ts'

const MARKUP = '<script>alert(1)</script>'
const SVG = `<svg xmlns="http://www.w3.org/2000/svg">${MARKUP}</svg>`
const png = bytesOf(PNG)
const webp = bytesOf(WEBP)

const ANIMATED_GIF = (() => {
  const gif = bytesOf(GIF)
  const image = gif.subarray(gif.indexOf(0x2c), -1)
  return Buffer.concat([gif.subarray(0, -1), image, Buffer.from([0x3b])])
})()
const WIDE_GIF = Buffer.from(bytesOf(GIF))
WIDE_GIF.writeUInt16LE(60_000, WIDE_GIF.indexOf(0x2c) + 5)
const WIDE_WEBP = Buffer.from(webp)
WIDE_WEBP.writeUIntLE(16_000_000, 24, 3)

const REFUSED: readonly (readonly [string, Buffer, RegExp])[] = [
  ['HTML that is called a PNG', Buffer.from(`<!doctype html>${MARKUP}`), /can hold script/],
  ['SVG', Buffer.from(SVG), /can hold script/],
  ['SVG behind a mark and spaces', Buffer.from(`\ufeff \n${SVG}`), /can hold script/],
  ['nothing at all', Buffer.alloc(0), /no PNG/],
  ['a PDF', Buffer.from('%PDF-1.7'), /no PNG/],
  ['an icon file', Buffer.from([0, 0, 1, 0, 1, 0]), /no PNG/],
  ['a signature and no more', png.subarray(0, 8), /damaged/],
  ['a PNG that ends in the middle', png.subarray(0, -20), /damaged/],
  ['a PNG with a wrong checksum', Buffer.from(png).fill(0, 41, 43), /damaged/],
  [
    'a PNG without a picture',
    Buffer.concat([png.subarray(0, 33), pngChunk('IEND', '')]),
    /damaged/,
  ],
  ['a PNG with a part nobody knows', pngOf(1, 1, [pngChunk('EVIL', MARKUP)]), /damaged/],
  ['a PNG that moves', pngOf(1, 1, [pngChunk('acTL', Buffer.alloc(8))]), /moves/],
  ['a PNG that says to be huge', pngOf(100_000, 100_000), /2048 pixels/],
  ['a PNG that says to be long', pngOf(1, 2_049), /2048 pixels/],
  ['a PNG of no width', pngOf(0, 10), /no pixels/],
  ['a JPEG that ends in the middle', bytesOf(JPEG).subarray(0, -10), /damaged/],
  ['a JPEG that is only a head', withSegment(Buffer.from('ffd8ffd9', 'hex'), 0xfe, 'x'), /damaged/],
  ['a GIF that moves', ANIMATED_GIF, /moves/],
  ['a GIF with an image larger than its canvas', WIDE_GIF, /damaged/],
  ['a GIF that is a script', Buffer.from('GIF89a=1;alert(1)//'), /damaged/],
  ['a WebP that ends in the middle', webp.subarray(0, -5), /damaged/],
  ['a WebP with a canvas larger than its picture', WIDE_WEBP, /damaged/],
  ['a WebP of nothing', Buffer.from('RIFF\u0004\0\0\0WEBP', 'latin1'), /damaged/],
  [
    'a file of more than 256 KiB',
    pngOf(9, 9, [pngChunk('IDAT', Buffer.alloc(300_000))]),
    /256 KiB/,
  ],
]

describe('a picture', () => {
  for (const [what, bytes, why] of REFUSED) {
    test(`is refused: ${what}`, () => {
      assert.throws(() => checkPicture(bytes), { code: 'invalid_input', message: why })
    })
  }

  test('is known by its bytes, with its size', () => {
    const kinds = [PNG, JPEG, WEBP, GIF].map((uri) => checkPicture(bytesOf(uri)))
    assert.deepEqual(
      kinds.map(({ mediaType, width, height }) => [mediaType, width, height]),
      [
        ['image/png', 12, 8],
        ['image/jpeg', 12, 8],
        ['image/webp', 12, 8],
        ['image/gif', 1, 1],
      ],
    )
  })

  test('loses what is not needed to draw it: texts, EXIF, what was hung on', () => {
    const text = pngChunk('tEXt', `Comment\0${MARKUP}`)
    const dirty = [
      Buffer.concat([png.subarray(0, 33), text, png.subarray(33), Buffer.from(MARKUP)]),
      withSegment(withSegment(bytesOf(JPEG), 0xfe, MARKUP), 0xe1, `Exif\0\0${MARKUP}`),
      Buffer.concat([bytesOf(JPEG), Buffer.from(MARKUP)]),
      Buffer.concat([bytesOf(GIF), Buffer.from(MARKUP)]),
      Buffer.concat([webp, Buffer.from(MARKUP)]),
    ]
    const clean = [PNG, JPEG, JPEG, GIF, WEBP].map(bytesOf)
    for (const [i, bytes] of dirty.entries()) {
      assert.deepEqual(Buffer.from(checkPicture(bytes).bytes), clean[i])
    }
  })

  test('that is whatever bytes gets an answer, and no accident', () => {
    for (const whole of [PNG, JPEG, WEBP, GIF].map(bytesOf)) {
      for (let at = 0; at < whole.length; at += 1) {
        const damaged = Buffer.from(whole)
        damaged[at] = ~(whole[at] ?? 0) & 0xff
        for (const bytes of [whole.subarray(0, at), damaged]) {
          try {
            checkPicture(bytes)
          } catch (error) {
            assert.equal((error as Error).name, 'Failure', String(error))
          }
        }
      }
    }
  })
})

for (const engine of engines) {
  describe(`pictures on ${engine.name}`, () => {
    let server: RunningServer
    let owner: AdminClient
    before(async () => {
      server = await startServer(await engine.fresh())
      owner = await signedInAs(server, 'owner')
    })
    after(() => server.close())

    const change = async (path: string, settings: object): Promise<Answer> => {
      const { etag } = await owner.get(path)
      return owner.call('PATCH', path, { settings }, { version: etag })
    }
    const ids = async () => {
      const rows = await server.db.selectFrom('picture').select('id').execute()
      return rows.map(({ id }) => `/pictures/${id}`).sort()
    }

    test('are served as what they are, inert, and for ever at one address', async () => {
      const { id } = await addApplication(server, { type: 'service' })
      const said = dataUri(bytesOf(JPEG), 'text/html')
      const { status, body } = await change(`/applications/${id}`, { logo: said })
      assert.equal(status, 200, JSON.stringify(body))
      const answer = await fetch(`${server.url}${body.settings.logo}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('content-type'), 'image/jpeg')
      assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; sandbox")
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
      assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin')
      assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytesOf(JPEG))
      const etag = answer.headers.get('etag') ?? ''
      const again = await fetch(answer.url, { headers: { 'if-none-match': etag } })
      assert.equal(again.status, 304)
    })

    test('that cannot be used are told at their field, and nothing is kept', async () => {
      const { id } = await addApplication(server, { type: 'service' })
      const connection = await addConnection(server, 'hostile')
      const before = await ids()
      const cases: [string, string, object][] = [
        [`/applications/${id}`, 'settings.logo', { logo: dataUri(SVG, 'image/png') }],
        [`/applications/${id}`, 'settings.logo', { logo: 'https://elsewhere.example/logo.png' }],
        [`/applications/${id}`, 'settings.logo', { logo: 'data:text/html,<script>' }],
        [`/connections/${connection.id}`, 'settings.icon', { icon: dataUri(MARKUP) }],
        [
          '/organization',
          'settings.appearance.logo',
          { appearance: { logo: dataUri(pngOf(9_999, 9_999)) } },
        ],
      ]
      for (const [path, field, settings] of cases) {
        const answer = await change(path, settings)
        assert.equal(answer.status, 400)
        assert.deepEqual(pathsOf(answer), [field])
      }
      const large = await change(`/applications/${id}`, { logo: dataUri(Buffer.alloc(400_000)) })
      assert.equal(large.status, 400)
      assert.deepEqual(await ids(), before)
    })

    test('of another thing or another organization are not taken over by their name', async () => {
      const [one, other] = [
        await addApplication(server, { type: 'service' }),
        await addApplication(server, { type: 'service' }),
      ]
      const made = await change(`/applications/${one.id}`, { logo: PNG })
      const logo: string = made.body.settings.logo
      const taken = await change(`/applications/${other.id}`, { logo })
      assert.deepEqual([taken.status, pathsOf(taken)], [400, ['settings.logo']])
      const kept = await change(`/applications/${one.id}`, { logo })
      assert.equal(kept.body.settings.logo, logo)

      const globex = await otherOrganization(server)
      await server.db
        .updateTable('picture')
        .set({ organization_id: globex.organization.id })
        .where('id', '=', logo.replace('/pictures/', ''))
        .execute()
      const answer = await fetch(`${server.url}${logo}`)
      assert.equal(answer.status, 404)
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
      const foreign = await change(`/applications/${other.id}`, { logo })
      assert.equal(foreign.status, 400)
    })

    test('go when another takes their place, when they are removed, and with their thing', async () => {
      const before = await ids()
      const { id } = await addApplication(server, { type: 'service', status: 'inactive' })
      const path = `/applications/${id}`
      const first: string = (await change(path, { logo: PNG })).body.settings.logo
      const same: string = (await change(path, { logo: PNG })).body.settings.logo
      assert.equal(same, first, 'the same picture again is no change')
      const second: string = (await change(path, { logo: GIF })).body.settings.logo
      assert.deepEqual(await ids(), [...before, second].sort())
      await change(path, { logo: null })
      assert.deepEqual(await ids(), before)
      await change(path, { logo: WEBP })
      assert.equal((await owner.call('DELETE', path)).status, 204)
      assert.deepEqual(await ids(), before)

      const connection = await addConnection(server, 'with-icon')
      await change(`/connections/${connection.id}`, { icon: PNG })
      assert.equal((await ids()).length, before.length + 1)
      assert.equal((await owner.call('DELETE', `/connections/${connection.id}`)).status, 204)
      assert.deepEqual(await ids(), before)
    })

    test('come with a new application, and stay out of the audit log', async () => {
      const wanted = { label: 'Notes', type: 'service', settings: { logo: PNG } }
      const { body } = await owner.make('/applications', wanted)
      assert.match(body.settings.logo, /^\/pictures\/pic_/)
      const events = await owner.get('/events?limit=200')
      assert.doesNotMatch(JSON.stringify(events.body), /base64/)
    })
  })
}
