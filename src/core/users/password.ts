import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Failure } from '../../base/errors.ts'

/** OWASP's setting for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const SHORTEST = 8
const LONGEST = 256
/** The most UTF-16 code units that one character takes. */
const LONGEST_SIGN = 2
const LONGEST_QUEUE = 64

/** Hashes what `checkPassword` accepts. Waits for a free core; refuses if too many wait already. */
export async function hashPassword(password: string): Promise<string> {
  checkPassword(password)
  return onFreeCore(() => hash(sameForEverybody(password), COST))
}

/**
 * One form for what systems encode differently (NIST SP 800-63B section 3.1.1.2): an umlaut is one
 * character on one machine and two on another.
 */
export function sameForEverybody(password: string): string {
  return password.normalize('NFKC')
}

/** Whether a hash was made at another cost than today's, or by another algorithm. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = COST
  return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`)
}

/**
 * Whether `password` is the one that was hashed. Without a hash (no such person, or no password) it
 * does the same work and returns false, so that the time does not reveal who exists.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  // Megabytes are not hashed: what is longer than any password can be is simply wrong.
  if (password.length > LONGEST * LONGEST_SIGN) return false
  const known = passwordHash ?? (await nobodysHash())
  const matches = await onFreeCore(() => verify(known, sameForEverybody(password)))
  return matches && passwordHash !== undefined
}

export function checkPassword(password: string): void {
  // In characters as people count them, not in UTF-16 code units.
  const { length } = password.length <= LONGEST * LONGEST_SIGN ? [...password] : password
  if (length >= SHORTEST && length <= LONGEST) return
  throw new Failure('invalid_input', `A password has ${SHORTEST} to ${LONGEST} characters.`)
}

let nobody: Promise<string> | undefined

function nobodysHash(): Promise<string> {
  // Made once, without the queue: a rejection for being busy would be kept here, and from then on tell
  // unknown logins from known ones.
  nobody ??= hash('nobody has this password', COST)
  return nobody
}

let running = 0
const waiting: (() => void)[] = []

/**
 * Each hash takes 19 MiB, and a core for some 15 ms. One more runs at a time than there are cores, so
 * that no core is idle until this thread gets round to starting the next.
 */
const MOST_AT_ONCE = availableParallelism() + 1

async function onFreeCore<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= LONGEST_QUEUE) {
      throw new Failure(
        'too_busy',
        'Too many people are signing in at once. Try again in a moment.',
      )
    }
    await new Promise<void>((resume) => waiting.push(resume))
  }
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
