import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_CONNECTION_SETTINGS } from '../core/connections/connection.ts'
import { listOf, mergeClaims, readPerson } from './claims.ts'

const connection = { settings: DEFAULT_CONNECTION_SETTINGS }

describe('claims', () => {
  test('of the ID token come first, and userinfo fills what is missing', () => {
    const merged = mergeClaims({ sub: 'a', name: 'Ada', email: '' }, { name: 'X', email: 'a@b.c' })
    assert.deepEqual(merged, { sub: 'a', name: 'Ada', email: 'a@b.c' })
  })

  test('about the address of one source are not mixed with the address of the other', () => {
    const merged = mergeClaims(
      { email: 'ceo@acme.test' },
      { email: 'mallory@acme.test', email_verified: true },
    )
    assert.equal(merged.email_verified, undefined)
    const same = mergeClaims({ email: 'a@b.c' }, { email: 'a@b.c', email_verified: true })
    assert.equal(same.email_verified, true)
  })

  test('of other types than expected are not there', () => {
    const person = readPerson(
      { email: ['a@b.c'], name: { first: 'Ada' }, groups: 7, email_verified: 1, picture: 'data:x' },
      'ada',
      connection,
    )
    assert.deepEqual(person, {
      subject: 'ada',
      email: undefined,
      emailVerified: undefined,
      login: undefined,
      profile: {},
      groups: [],
      claims: {},
    })
  })

  test('are found under the names that the connection gives', () => {
    const claims = { email: 'upn', groups: 'roles', name: 'cn', login: 'uid' }
    const settings = { ...DEFAULT_CONNECTION_SETTINGS, claims }
    const given = { upn: 'a@b.c', roles: ['x'], cn: 'Ada', uid: 'ada', email: 'other@b.c' }
    const person = readPerson({ ...given, email_verified: true }, 's', { settings })
    assert.equal(person.email, 'a@b.c')
    assert.equal(person.emailVerified, undefined, 'what was checked is the address called email')
    assert.deepEqual([person.login, person.profile.name, person.groups], ['ada', 'Ada', ['x']])
  })

  test('are found inside others by a path, their own members alone', () => {
    const read = (groups: string, given: Record<string, unknown>) => {
      const claims = { ...DEFAULT_CONNECTION_SETTINGS.claims, groups }
      const settings = { ...DEFAULT_CONNECTION_SETTINGS, claims }
      return readPerson(given, 's', { settings }).groups
    }
    const keycloak = {
      realm_access: { roles: ['admin'] },
      resource_access: { notes: { roles: ['editor'] }, 'notes.eu': { roles: ['reader'] } },
    }
    assert.deepEqual(read('realm_access.roles', keycloak), ['admin'])
    assert.deepEqual(read('resource_access.notes.roles', keycloak), ['editor'])
    assert.deepEqual(read('resource_access.notes.eu.roles', keycloak), ['reader'])
    assert.deepEqual(read('realm_access.roles', { ...keycloak, 'realm_access.roles': ['x'] }), [
      'x',
    ])
    assert.deepEqual(read('https://acme.test/groups', { 'https://acme.test/groups': ['y'] }), ['y'])
    const nowhere = ['realm_access.constructor.name', 'realm_access.roles.0', 'realm_access..roles']
    for (const path of nowhere) assert.deepEqual(read(path, keycloak), [])
    assert.deepEqual(
      read('a.a.a.a.a.a.a', { a: { a: { a: { a: { a: { a: { a: 'deep' } } } } } } }),
      [],
    )
  })

  test('with a character that no database keeps are not there', () => {
    assert.deepEqual(listOf(['one', 't\0wo']), ['one'])
  })

  test('that are one text or a list of texts become a list', () => {
    assert.deepEqual(listOf('one'), ['one'])
    assert.deepEqual(listOf(['one', 'two', 'one', 3, '']), ['one', 'two'])
    assert.deepEqual(listOf(undefined), [])
  })
})
