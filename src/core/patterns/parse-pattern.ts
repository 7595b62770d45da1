/** What a pattern is made of. A single character is left to V8, which has nothing to go back to. */
export type PatternNode =
  | Readonly<{ kind: 'character'; accepts: (character: string) => boolean }>
  | Readonly<{ kind: 'start' | 'end' }>
  | Readonly<{ kind: 'sequence' | 'choice'; parts: readonly PatternNode[] }>
  | Readonly<{ kind: 'repeat'; part: PatternNode; least: number; most: number | undefined }>

const LONGEST = 200
const DEEPEST = 20
const MOST_REPEATS = 200

const CLASS = /\[(?:\\.|[^\]\\])*\]/uy
const ESCAPE = /\\(?:[dDsSwWtnrfv]|[pP]\{[\w=]+\}|x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|[^\w\s])/iuy
const PLAIN = /[^\\^$.*+?()[\]{}|]|\./uy
const GROUP = /\((?:\?:|\?<[A-Za-z]\w*>)?/uy
const QUANTIFIER = /([*+?]|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})\??/uy

/** A parser's place in the text. */
type Reader = { readonly text: string; at: number }

/** The parts of a pattern; undefined when it is none, or has parts that need going back. */
export function parsePattern(text: string): PatternNode | undefined {
  if (text.length > LONGEST) return undefined
  try {
    new RegExp(`^(?:${text})$`, 'u')
  } catch {
    return undefined
  }
  const reader = { text, at: 0 }
  const tree = readChoice(reader, 0)
  return reader.at === text.length ? tree : undefined
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (!found) return undefined
  reader.at += found[0].length
  return found
}

function readChoice(reader: Reader, depth: number): PatternNode | undefined {
  if (depth > DEEPEST) return undefined
  const parts: PatternNode[] = []
  do {
    const part = readSequence(reader, depth)
    if (!part) return undefined
    parts.push(part)
  } while (take(reader, /\|/y))
  return { kind: 'choice', parts }
}

function readSequence(reader: Reader, depth: number): PatternNode | undefined {
  const parts: PatternNode[] = []
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at] ?? '')) {
    const part = readPart(reader, depth)
    if (!part) return undefined
    parts.push(part)
  }
  return { kind: 'sequence', parts }
}

function readPart(reader: Reader, depth: number): PatternNode | undefined {
  if (take(reader, /\^/y)) return { kind: 'start' }
  if (take(reader, /\$/y)) return { kind: 'end' }
  const part = take(reader, GROUP) ? readGroup(reader, depth) : readCharacter(reader)
  return part && readQuantifier(reader, part)
}

function readGroup(reader: Reader, depth: number): PatternNode | undefined {
  const inner = readChoice(reader, depth + 1)
  return inner && take(reader, /\)/y) ? inner : undefined
}

function readCharacter(reader: Reader): PatternNode | undefined {
  const found = take(reader, CLASS) ?? take(reader, ESCAPE) ?? take(reader, PLAIN)
  if (!found) return undefined
  const one = new RegExp(`^${found[0]}$`, 'u')
  return { kind: 'character', accepts: (character) => one.test(character) }
}

function readQuantifier(reader: Reader, part: PatternNode): PatternNode | undefined {
  const found = take(reader, QUANTIFIER)
  if (!found) return part
  const [, sign = '', from, comma, to] = found
  if (sign === '*' || sign === '+') {
    return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: undefined }
  }
  const least = Number(from ?? 0)
  const most = sign === '?' ? 1 : comma && to === undefined ? undefined : Number(to ?? least)
  if (Math.max(least, most ?? 0) > MOST_REPEATS) return undefined
  return { kind: 'repeat', part, least, most }
}
