import { bytesForNames } from '../../base/random-bytes.ts'

/** No vowels, so no words; nothing that is heard or read as something else. */
const LETTERS = 'BCDFGHJKMPQRTVWXYZ2346789'
const LENGTH = 8
/** The largest multiple of the letters' number in a byte: above it some letters would come more often. */
const EVEN = 256 - (256 % LETTERS.length)

/** Short, sayable on the telephone, and drawn at random: it says nothing and proves nothing. */
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
