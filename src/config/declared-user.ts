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

/** Argon2id only, and bounded: the hash itself says how much memory checking it takes. */
const HASH = /^\$argon2id\$v=19\$m=\d{1,6},t=\d{1,2},p=\d{1,2}\$[\w+/-]{11,64}\$[\w+/-]{22,128}$/

const passwordHash = parsed((given) => {
  if (HASH.test(given)) return given
  throw new Failure(
    'invalid_input',
    'A password hash is one of argon2id, such as $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH.',
  )
})

export const declaredUser = z.strictObject({
  login: parsed(parseLogin),
  /** If it is left out, a login that is an address is used. */
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
