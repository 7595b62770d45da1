import { type ErrorCode, Failure } from '../../base/errors.ts'
import { type Connection, isTrustedForEmail } from '../connections/connection.ts'
import type { Organization } from '../organizations/organization.ts'
import type { AssertedPerson } from './asserted-person.ts'
import {
  emailDomain,
  emailKey,
  loginKey,
  maySignIn,
  parseEmail,
  parseLogin,
  type User,
} from './user.ts'

/** Somebody here who has the same address or login, and how they are tied to connections. */
type Namesake = Readonly<{
  user: User
  ties: Readonly<{ toThisConnection: boolean; toAny: boolean }>
  /** Whether this connection has provisioned them under the same subject. */
  isToldOf: boolean
}>

export type Named = Readonly<{
  login: string
  email: string | undefined
  isTrusted: boolean
  /** Trusted, or said by the provider to have been checked. */
  isVouchedFor: boolean
}>

export type Decision =
  /** `activates`: the person was invited, and becomes active. */
  | { kind: 'link'; user: User; activates: boolean; by: 'address' | 'provisioning' }
  /** Whose password would tie it; undefined if no account may be tied, which must not show. */
  | { kind: 'prove'; user: User | undefined }
  | { kind: 'create'; named: Named }
  | { kind: 'refuse'; failure: Failure }

/**
 * What a person is called here, from what the connection says. `isTrusted`: the address may be
 * believed, because an administrator trusts this connection for its domain and the provider does not
 * say that the address is unchecked.
 */
export function readNames(person: AssertedPerson, connection: Connection): Named {
  const email = person.email === undefined ? undefined : tryTo(parseEmail, person.email)
  const login = person.login === undefined ? undefined : tryTo(parseLogin, person.login)
  const named = login ?? email
  if (!named) {
    throw new Failure(
      'upstream_rejected',
      'It sent neither an e-mail address nor a login name that can be used.',
      {
        detail: {
          check: 'claims',
          expected: `${connection.settings.claims.email} or ${connection.settings.claims.login}`,
          received: person.email ?? person.login ?? 'nothing',
        },
      },
    )
  }
  const fromLogin = email ?? tryTo(parseEmail, named)
  const isTrusted =
    email !== undefined && person.emailVerified !== false && isTrustedForEmail(connection, email)
  const isVouchedFor = isTrusted || (email !== undefined && person.emailVerified === true)
  return { login: named, email: fromLogin, isTrusted, isVouchedFor }
}

/**
 * The first sign-in of a subject. An existing account is never taken over by its address alone
 * (docs/reference/attacks.md, part A). The connection must be trusted for the address, exactly one
 * account must have it, that account must not be tied to another subject of this connection, and its
 * address must be proved: an untrusted connection may have made the account to lie in wait.
 */
export function decideIdentity({
  organization,
  connection,
  named,
  namesakes,
}: {
  organization: Pick<Organization, 'settings'>
  connection: Connection
  named: Named
  namesakes: readonly Namesake[]
}): Decision {
  const [only, ...others] = namesakes
  if (!only) return decideSignUp(organization, connection, named)

  const reason = others.length > 0 ? 'several accounts have it' : whyNotLinked(only, named)
  if (!reason) {
    const activates = only.user.status === 'staged' && organization.settings.signUp !== 'off'
    const by = isThePerson(only) ? 'provisioning' : 'address'
    return { kind: 'link', user: only.user, activates, by }
  }
  if (connection.settings.linking === 'prove' && organization.settings.passwordSignIn) {
    const mayProve = others.length === 0 && !only.ties.toThisConnection
    return { kind: 'prove', user: mayProve ? only.user : undefined }
  }
  return refuse(
    'linking_refused',
    'There is already an account with this e-mail address or login, and this way of signing in is not tied to it.',
    { check: 'linking', expected: 'an account that may be linked', received: reason },
  )
}

/**
 * The connection created the account, or was trusted with it, and knows the person by this subject. A
 * namesake was found by login or address, so the token has one of these too: the subject alone ties
 * nobody.
 */
function isThePerson({ user, ties, isToldOf }: Namesake): boolean {
  return isToldOf && !ties.toThisConnection && user.role === 'member'
}

function whyNotLinked(namesake: Namesake, { email, isTrusted }: Named): string | undefined {
  if (isThePerson(namesake)) return undefined
  const { user, ties } = namesake
  if (email === undefined || emailKey(user.email) !== emailKey(email)) {
    return 'the login is the same, the e-mail address is not'
  }
  if (!isTrusted) return 'the connection is not trusted for the domain of this e-mail address'
  if (ties.toThisConnection) return 'the account belongs to another subject of this connection'
  if (!user.emailVerified && ties.toAny) return 'the e-mail address of the account was never proved'
  return undefined
}

function decideSignUp(
  organization: Pick<Organization, 'settings'>,
  { settings }: Connection,
  named: Named,
): Decision {
  const { signUp, allowedDomains } = organization.settings
  const mayMake = settings.signUp && (signUp === 'open' || signUp === 'domains')
  if (mayMake && signUp === 'domains') return decideDomain(allowedDomains, named)
  if (mayMake) return { kind: 'create', named }
  return refuse('sign_up_closed', 'There is no account for you here yet.', {
    check: 'sign_up',
    expected: 'an account made beforehand',
    received: signUp === 'open' || signUp === 'domains' ? 'connection' : 'organization',
  })
}

function decideDomain(allowed: readonly string[], named: Named): Decision {
  const domain = named.email === undefined ? undefined : emailDomain(named.email)
  const isAllowed = allowed.some((one) => one.toLowerCase() === domain)
  if (isAllowed && named.isVouchedFor) return { kind: 'create', named }
  return refuse('sign_up_closed', 'There is no account for you here yet.', {
    check: 'domain',
    expected: `an address that was checked, of ${allowed.join(', ')}`,
    received: isAllowed ? `an unchecked one of ${domain}` : (domain ?? 'no address'),
  })
}

/** Called on every way in, before anything is written: whoever may not sign in is not linked either. */
export function requireActive(user: User): void {
  if (maySignIn(user)) return
  throw new Failure('user_not_active', 'This account is not active.', {
    detail: { check: 'status', expected: 'active', received: user.status },
  })
}

/** Each person once, though they may be found by two names; in the order of logins. */
export function sameAccounts(users: readonly (User | undefined)[]): User[] {
  const known = new Map(users.filter((user) => user !== undefined).map((user) => [user.id, user]))
  return [...known.values()].toSorted((one, other) =>
    loginKey(one.login) < loginKey(other.login) ? -1 : 1,
  )
}

function refuse(code: ErrorCode, message: string, detail: Failure['detail']): Decision {
  return { kind: 'refuse', failure: new Failure(code, message, { detail }) }
}

function tryTo(parse: (text: string) => string, text: string): string | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
