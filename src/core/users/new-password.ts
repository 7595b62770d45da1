import { Failure } from '../../base/errors.ts'
import { checkPassword, hashPassword, sameForEverybody } from './password.ts'
import type { User } from './user.ts'

type Holder = Pick<User, 'login' | 'email'>

/**
 * The only way to set a password: it must be long enough, and none of those that attackers try first.
 * There are no rules on which characters it has (NIST SP 800-63B section 3.1.1.2).
 */
export async function hashNewPassword(password: string, holder: Holder): Promise<string> {
  await checkNewPassword(password, holder)
  return hashPassword(password)
}

/** Throws a `Failure` that tells whoever chose it what is wrong. */
export async function checkNewPassword(password: string, { login, email }: Holder): Promise<void> {
  checkPassword(password)
  const typed = sameForEverybody(password).toLowerCase()
  const names = [login, email, email.split('@')[0] ?? ''].map((name) => name.toLowerCase())
  if (names.includes(typed)) {
    throw new Failure('invalid_input', 'This password is the name it is for: choose another one.')
  }
  if ((await commonPasswords()).has(typed)) {
    throw new Failure(
      'invalid_input',
      'This password is among those that are known from leaks and tried first: choose another one.',
    )
  }
}

let common: Promise<ReadonlySet<string>> | undefined

/** Nearly fifty thousand, in lower case, a megabyte in memory. Most processes never need them. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].filter((one) => one.length >= 8)),
  )
  return common
}
