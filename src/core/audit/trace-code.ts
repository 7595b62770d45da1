import { bytesForNames } from '../../base/random-bytes.ts'

/** No vowels, so no words, and nothing that sounds or looks like something else. */
const LETTERS = 'BCDFGHJKMPQRTVWXYZ2346789'
const LENGTH = 8
/** The largest multiple of the alphabet's size in a byte; above it some letters would be more likely. */
const EVEN = 256 - (256 % LETTERS.length)

/** Short, easy to say on the telephone, and random. It reveals nothing and proves nothing. */
export function newTraceCode(): string {
  let letters = ''
  while (letters.length < LENGTH) {
    for (const byte of bytesForNames(LENGTH)) {
      if (byte < EVEN && letters.length < LENGTH) letters += LETTERS[byte % LETTERS.length]
    }
  }
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** A code as people type it: any case, with or without the hyphen. */
export function parseTraceCode(text: string): string | undefined {
  const letters = text.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return letters.length === LENGTH ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined
}
