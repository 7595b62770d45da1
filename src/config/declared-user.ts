import { z } from 'zod'
import { Failure } from '../base/errors.ts'
import { checkPassword } from '../core/users/password.ts'
import { parseEmail, parseLogin, ROLES, USER_STATUSES } from '../core/users/user.ts'
import { parsed, text } from './fields.ts'

const line = z.string().optional()

const profile = z.strictObject({
  name: line,
  givenName: line,
  middleName: line,
  familyName: line,
  nickname: line,
  profileUrl: line,
  picture: line,
  website: line,
  gender: line,
  birthdate: line,
  zoneinfo: line,
  locale: line,
  phoneNumber: line,
  address: z
    .strictObject({
      streetAddress: line,
      locality: line,
      region: line,
      postalCode: line,
      country: line,
    })
    .optional(),
})

const password = parsed((given) => {
  checkPassword(given)
  return given
})

const passwordHash = parsed((given) => {
  if (given.startsWith('$argon2id$')) return given
  throw new Failure(
    'invalid_input',
    'A password hash is one of argon2id and begins with $argon2id$.',
  )
})

export const declaredUser = z.strictObject({
  login: parsed(parseLogin),
  /** Where it is left out, a login that is an address is the address too. */
  email: parsed(parseEmail).optional(),
  emailVerified: z.boolean().optional(),
  profile: profile.optional(),
  status: z.enum(USER_STATUSES).optional(),
  role: z.enum(ROLES).optional(),
  password: password.optional(),
  passwordHash: passwordHash.optional(),
  groups: z.array(text).optional(),
})

export type DeclaredUser = z.output<typeof declaredUser>
