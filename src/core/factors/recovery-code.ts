import { randomBytes } from 'node:crypto'
import type { UserId } from '../../base/ids.ts'
import { digest } from '../../base/token.ts'

/** For when the other factors are lost; each code works once. */
const RECOVERY_CODES = 10

/** Without the letters that are mistaken for digits or for each other. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz023456789'

/** 80 bits each, so that none can be guessed, even by somebody who has the digests. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join('')
    return letters.match(/.{4}/g)?.join('-') ?? letters
  })
}

export function isRecoveryCode(text: string): boolean {
  return new RegExp(`^[${ALPHABET}]{16}$`).test(plain(text))
}

/** What is stored of a code. It includes the person, so that a code works for nobody else. */
export function recoveryCodeDigest(userId: UserId, code: string): string {
  return digest(JSON.stringify(['recovery code', userId, plain(code)]))
}

function plain(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, '')
}
