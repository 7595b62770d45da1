import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSameOrigin, requireSameOrigin } from './same-origin.ts'

const OURS = 'https://id.acme.test'

describe('a form counts as our own', () => {
  const cases = [
    ['when Origin is ours', { origin: OURS }, true],
    ['not when Origin is a stranger', { origin: 'https://evil.test' }, false],
    ['not when Origin only begins like ours', { origin: `${OURS}.evil.test` }, false],
    ['not when the scheme differs', { origin: 'http://id.acme.test' }, false],
    ['not when the port differs', { origin: `${OURS}:444` }, false],
    [
      'not when Sec-Fetch-Site says cross-site',
      { origin: OURS, 'sec-fetch-site': 'cross-site' },
      false,
    ],
    ['not from a sibling subdomain', { 'sec-fetch-site': 'same-site' }, false],
    [
      'when the browser hides Origin but vouches for it',
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      true,
    ],
    ['not when Origin is null and nothing else speaks', { origin: 'null' }, false],
    ['when only Referer is there and is ours', { referer: `${OURS}/login?return_to=/` }, true],
    ['not when Referer hides ours in its user name', { referer: `${OURS}@evil.test/` }, false],
    ['not when Referer is no address', { referer: 'id.acme.test' }, false],
    ['when nothing speaks, because no browser sent it', {}, true],
  ] as const
  for (const [title, headers, expected] of cases) {
    test(title, () => assert.equal(isSameOrigin(new Headers(headers), OURS), expected))
  }

  test('a proxy that changes the address is told from a stranger, with both addresses', () => {
    const headers = { origin: 'https://sso.acme.test', 'sec-fetch-site': 'same-origin' }
    assert.throws(() => requireSameOrigin(new Headers(headers), OURS), {
      code: 'forbidden',
      message: /browser is at https:\/\/sso\.acme\.test.*id\.acme\.test.*trustedProxies/,
    })
  })

  test('the refusal is a Failure that says what to do', () => {
    assert.throws(() => requireSameOrigin(new Headers({ origin: 'https://evil.test' }), OURS), {
      code: 'forbidden',
    })
  })
})
