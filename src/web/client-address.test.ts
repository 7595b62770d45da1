import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { networkOf, parseTrustedProxies, readCaller } from './client-address.ts'

const trusted = parseTrustedProxies(['10.0.0.0/8', '::1', 'fd00::/8'])
const PROXY = '10.0.0.1'
const call = (socketAddress: string, headers: Record<string, string>) =>
  readCaller({ socketAddress }, new Headers({ host: 'id.acme.test', ...headers }), trusted)

describe('the address of the caller', () => {
  const cases: readonly (readonly [string, string, string | undefined, string])[] = [
    ['a stranger cannot say that he is somebody else', '192.0.2.9', '198.51.100.7', '192.0.2.9'],
    ['a proxy can', PROXY, '198.51.100.7', '198.51.100.7'],
    ['a proxy that says nothing is itself the caller', PROXY, undefined, PROXY],
    [
      'what the caller wrote in front does not count',
      PROXY,
      '1.1.1.1, 198.51.100.7',
      '198.51.100.7',
    ],
    [
      'proxies behind proxies are stepped over',
      PROXY,
      '1.1.1.1, 198.51.100.7, 10.9.9.9',
      '198.51.100.7',
    ],
    ['a chain of proxies only ends at its start', PROXY, '10.2.2.2, 10.9.9.9', '10.2.2.2'],
    ['rubbish ends the chain at the proxy that sent it', PROXY, '198.51.100.7, <script>', PROXY],
    ['empty items end it as well', PROXY, '198.51.100.7,,', PROXY],
    ['a port is dropped', PROXY, '198.51.100.7:4711', '198.51.100.7'],
    ['brackets and port of IPv6 are dropped', PROXY, '[2001:db8::1]:4711', '2001:db8::1'],
    [
      'IPv4 in IPv6 is IPv4, for proxies too',
      '::ffff:10.0.0.1',
      '::ffff:198.51.100.7',
      '198.51.100.7',
    ],
    ['an IPv6 proxy is a proxy', 'fd00::1', '198.51.100.7', '198.51.100.7'],
  ]
  for (const [title, socket, chain, expected] of cases) {
    test(title, () => {
      const headers = chain === undefined ? {} : { 'x-forwarded-for': chain }
      assert.equal(call(socket, headers).address, expected)
    })
  }

  test('a socket without an address is unknown and not trusted', () => {
    const caller = readCaller(
      { socketAddress: undefined },
      new Headers({ host: 'id.acme.test', 'x-forwarded-host': 'evil.test' }),
      trusted,
    )
    assert.deepEqual(caller, { address: 'unknown', origin: 'http://id.acme.test' })
  })
})

describe('the origin of the request', () => {
  test('forwarded scheme and host count from a proxy', () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.other.test' }
    assert.equal(call(PROXY, headers).origin, 'https://id.other.test')
  })

  test('and from nobody else', () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.test' }
    assert.equal(call('192.0.2.9', headers).origin, 'http://id.acme.test')
  })

  test('underscore spellings, Forwarded and other look-alikes are not read', () => {
    const headers = {
      x_forwarded_host: 'evil.test',
      'x-forwarded_host': 'evil.test',
      x_forwarded_proto: 'https',
      forwarded: 'host=evil.test;proto=https',
      'x-host': 'evil.test',
      'x-original-host': 'evil.test',
    }
    assert.equal(call(PROXY, headers).origin, 'http://id.acme.test')
  })

  test('of several forwarded hosts the one the nearest proxy wrote counts', () => {
    const headers = {
      'x-forwarded-host': 'evil.test, id.acme.test',
      'x-forwarded-proto': 'x, https',
    }
    assert.equal(call(PROXY, headers).origin, 'https://id.acme.test')
  })

  const hosts = [
    ['LOCALHOST:4000', 'http://localhost:4000'],
    ['id.acme.test:80', 'http://id.acme.test'],
    ['[::1]:4000', 'http://[::1]:4000'],
    ['', undefined],
    ['id.acme.test/path', undefined],
    ['id.acme.test@evil.test', undefined],
    ['evil.test#id.acme.test', undefined],
    ['evil.test?id.acme.test', undefined],
    ['id.acme.test evil.test', undefined],
    ['id.acme.test, evil.test', undefined],
    ['id.acme.test:99999', undefined],
    ['id.acme.test:', undefined],
    ['0x7f.1', undefined],
    ['127.1', undefined],
    ['-a', undefined],
    ['[::1', undefined],
    ['%69d.acme.test', undefined],
  ] as const
  for (const [host, expected] of hosts) {
    test(`Host "${host}" gives ${expected ?? 'none'}`, () => {
      assert.equal(call('192.0.2.9', { host }).origin, expected)
    })
  }

  test('no header makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const headers = { get: (name: string) => (name === 'host' ? one : other) }
        // The cast is true for what is read of it: readCaller only calls get.
        readCaller({ socketAddress: PROXY }, headers as unknown as Headers, trusted)
      }),
    )
  })
})

test('a trusted proxy that is no address is refused when the settings are read', () => {
  for (const entry of [
    '',
    'proxy.test',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::1/129',
    '10.0.0.0/-1',
  ]) {
    assert.throws(() => parseTrustedProxies([entry]), { code: 'invalid_input' }, entry)
  }
})

test('attempts are counted by IPv4 address and by IPv6 /64', () => {
  assert.equal(networkOf('198.51.100.7'), '198.51.100.7')
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:0db8::1'), networkOf('2001:db8:0:0:ffff::'))
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
})
