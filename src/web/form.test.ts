import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readForm } from './form.ts'

const TYPE = 'application/x-www-form-urlencoded'

function posted(body: RequestInit['body'], type = TYPE): Request {
  return new Request('http://id.acme.test/login', {
    method: 'POST',
    body: body ?? null,
    headers: { 'content-type': type },
    duplex: 'half',
  } as RequestInit)
}

describe('readForm', () => {
  test('reads the fields of a form', async () => {
    const form = await readForm(
      posted('login=ada%40acme.test&password=a+b', `${TYPE}; charset=UTF-8`),
    )
    assert.equal(form.get('login'), 'ada@acme.test')
    assert.equal(form.get('password'), 'a b')
  })

  test('an empty body is an empty form', async () => {
    assert.equal((await readForm(posted(''))).size, 0)
  })

  test('other content types are refused', async () => {
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
      await assert.rejects(readForm(posted('a=1', type)), { code: 'invalid_input' })
    }
  })

  test('a parameter given twice is refused where once is asked', async () => {
    await assert.rejects(readForm(posted('state=1&state=2'), { once: ['state'] }), {
      code: 'invalid_input',
    })
    assert.equal((await readForm(posted('a=1&a=2'), { once: ['state'] })).size, 2)
  })

  test('a body without end is given up at the limit, and the rest is not read', async () => {
    let sent = 0
    let cancelled = false
    const flood = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 8192
        controller.enqueue(new Uint8Array(8192).fill(97))
      },
      cancel() {
        cancelled = true
      },
    })
    await assert.rejects(readForm(posted(flood)), { code: 'too_large' })
    assert.ok(sent < 200_000, `${sent} bytes were taken`)
    assert.ok(cancelled)
  })
})
