import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AddressKind, kindOfAddress, parseAllowList } from './address-rules.ts'

const KINDS: Readonly<Record<AddressKind, readonly string[]>> = {
  public: ['93.184.216.34', '172.32.0.1', '2606:4700::1111', '::ffff:93.184.216.34'],
  loopback: ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:ffff:7f00:1'],
  private: [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.168.0.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1'],
    ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a00:1', '64:ff9b:1::1'],
    ...['2002:a00:1::', '2001::1', '::7f00:1', 'no address'],
  ],
}

describe('an address', () => {
  for (const [kind, addresses] of Object.entries(KINDS)) {
    for (const address of addresses) {
      test(`${address} is ${kind}`, () => assert.equal(kindOfAddress(address), kind))
    }
  }
})

describe('outbound.allow', () => {
  const allow = parseAllowList(['Keycloak.internal', '10.1.0.0/16', '192.168.7.7', 'fd00::/8'])

  test('lists hosts, addresses and networks', () => {
    assert.ok(allow.has('keycloak.internal', '172.16.0.1'))
    assert.ok(allow.has('any', '10.1.255.255'))
    assert.ok(allow.has('any', '::ffff:10.1.0.1'))
    assert.ok(allow.has('any', '192.168.7.7'))
    assert.ok(allow.has('any', 'fd12::1'))
  })

  test('lists nothing else', () => {
    assert.ok(!allow.has('other.internal', '172.16.0.1'))
    assert.ok(!allow.has('any', '10.2.0.0'))
    assert.ok(!allow.loopback)
  })
})
