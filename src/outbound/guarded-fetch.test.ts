import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { after, describe, test } from 'node:test'
import { createOutbound } from './guarded-fetch.ts'

const AT_HOME = { url: 'http://localhost:4000' }
const ABROAD = { url: 'https://id.example.com' }

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function outbound(allow: readonly string[] = []) {
  const made = createOutbound({ allow })
  after(() => made.close())
  return made
}

describe('a call to another server', () => {
  for (const url of [
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://10.0.0.1/',
    'https://0x0a000001/',
    'https://2130706433/',
    'https://0.0.0.0/',
    'https://[fe80::1]/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://id.localhost/',
  ]) {
    test(`to ${url} is refused, and nothing is sent`, async () => {
      await assert.rejects(outbound().fetchFor(ABROAD)(url), (error: Error) => {
        assert.match(JSON.stringify(error), /outbound\.allow does not list it/)
        return true
      })
    })
  }

  test('is https, except on loopback', async () => {
    await assert.rejects(outbound(['example.test']).fetchFor(ABROAD)('http://example.test/'), {
      code: 'upstream_rejected',
    })
    await assert.rejects(outbound().fetchFor(AT_HOME)('file:///etc/passwd'), {
      code: 'upstream_rejected',
    })
  })

  test('may go to loopback for an organization that lives there, or where it is allowed', async () => {
    const port = await serve((_request, response) => response.end('here'))
    for (const host of ['127.0.0.1', 'localhost', 'acme.localhost']) {
      const url = `http://${host}:${port}/`
      assert.equal(await (await outbound().fetchFor(AT_HOME)(url)).text(), 'here')
      assert.equal(await (await outbound(['loopback']).fetchFor(ABROAD)(url)).text(), 'here')
      await assert.rejects(outbound().fetchFor(ABROAD)(url), { code: 'upstream_unreachable' })
    }
  })

  test('does not follow a redirect', async () => {
    let asked = 0
    const port = await serve((_request, response) => {
      asked += 1
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    await assert.rejects(outbound().fetchFor(AT_HOME)(`http://localhost:${port}/`), {
      message: /redirected to \/elsewhere/,
    })
    assert.equal(asked, 1)
  })

  test('reads one mebibyte and no more, however it is announced', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    })
    await assert.rejects(outbound().fetchFor(AT_HOME)(`http://localhost:${port}/`), {
      message: /larger than 1 MiB/,
    })
  })

  test('sends forms and headers as they are given', async () => {
    const port = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        response.end(`${request.headers['content-type']} ${request.headers.accept} ${body}`)
      })
    })
    const response = await outbound().fetchFor(AT_HOME)(`http://localhost:${port}/`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ a: '1 2' }),
    })
    assert.equal(await response.text(), 'application/x-www-form-urlencoded application/json a=1+2')
  })

  test('that nobody answers says what was asked and what happened', async () => {
    const port = await serve(() => {})
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
      })
    })
    assert.ok(port !== free)
    await assert.rejects(outbound().fetchFor(AT_HOME)(`http://localhost:${free}/keys?a=secret`), {
      code: 'upstream_unreachable',
      detail: {
        asked: `GET http://localhost:${free}/keys`,
        happened: `ECONNREFUSED connect ECONNREFUSED 127.0.0.1:${free}`,
      },
    })
  })
})
