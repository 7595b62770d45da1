/**
 * Regular expressions of administrators, in time that grows with the length of the name and not
 * faster. V8's own matcher goes back and tries again: `(a+)+$` against thirty characters stops the
 * whole process for minutes. So the pattern is made into states, and a name walks through all that
 * it can be in at once (Thompson 1968). What needs going back (`\1`, `(?=…)`, `\b`) is refused.
 */
import { type PatternNode, parsePattern } from './parse-pattern.ts'

/** How many steps may still be taken. Many values against many patterns take their time together. */
export type StepMeter = { left: number }

/** Without a meter as long as it takes; when the meter is used up nothing matches any more. */
type NamePattern = Readonly<{ matches: (name: string, meter?: StepMeter) => boolean }>

/** One step: over a character, or to other states without one. */
type State =
  | { kind: 'character'; accepts: (character: string) => boolean; next: number }
  | { kind: 'split'; next: readonly number[] }
  | { kind: 'start' | 'end'; next: number }
  | { kind: 'match' }

const MOST_STATES = 1_000

/** The pattern for whole names; undefined when it is none, or more than this takes. */
export function compileNamePattern(source: string): NamePattern | undefined {
  const tree = parsePattern(source)
  if (!tree) return undefined
  const states: State[] = [{ kind: 'match' }]
  const start = build(states, tree, 0)
  if (start === undefined) return undefined
  return { matches: (name, meter) => walk(states, start, [...name], meter) }
}

/** Adds the states of a part in front of the state `next`; undefined when there are too many. */
function build(states: State[], node: PatternNode, next: number): number | undefined {
  if (states.length > MOST_STATES) return undefined
  switch (node.kind) {
    case 'character':
      return states.push({ kind: 'character', accepts: node.accepts, next }) - 1
    case 'start':
    case 'end':
      return states.push({ kind: node.kind, next }) - 1
    case 'sequence':
      return node.parts.reduceRight<number | undefined>(
        (after, part) => (after === undefined ? undefined : build(states, part, after)),
        next,
      )
    case 'choice': {
      const branches = node.parts.map((part) => build(states, part, next))
      const known = branches.filter((branch) => branch !== undefined)
      return known.length < branches.length
        ? undefined
        : states.push({ kind: 'split', next: known }) - 1
    }
    case 'repeat':
      return buildRepeat(states, node, next)
  }
}

function buildRepeat(
  states: State[],
  { part, least, most }: Extract<PatternNode, { kind: 'repeat' }>,
  next: number,
): number | undefined {
  let after: number | undefined = next
  if (most === undefined) {
    const loop: number = states.push({ kind: 'split', next: [next] }) - 1
    const body = build(states, part, loop)
    if (body === undefined) return undefined
    states[loop] = { kind: 'split', next: [body, next] }
    after = loop
  }
  for (let i = least; i < (most ?? least) && after !== undefined; i += 1) {
    const body = build(states, part, after)
    after = body === undefined ? undefined : states.push({ kind: 'split', next: [body, next] }) - 1
  }
  for (let i = 0; i < least && after !== undefined; i += 1) after = build(states, part, after)
  return after
}

function walk(
  states: readonly State[],
  start: number,
  characters: readonly string[],
  meter: StepMeter = { left: Number.POSITIVE_INFINITY },
): boolean {
  if (meter.left < 0) return false
  let present = reach(states, [start], { atStart: true, atEnd: characters.length === 0 })
  for (const [i, character] of characters.entries()) {
    meter.left -= present.size
    if (meter.left < 0) return false
    const onward: number[] = []
    for (const at of present) {
      const state = states[at]
      if (state?.kind === 'character' && state.accepts(character)) onward.push(state.next)
    }
    present = reach(states, onward, { atStart: false, atEnd: i === characters.length - 1 })
    if (present.size === 0) return false
  }
  return present.has(0)
}

/** Every state that is reached from these without a character. */
function reach(
  states: readonly State[],
  from: readonly number[],
  { atStart, atEnd }: { atStart: boolean; atEnd: boolean },
): Set<number> {
  const reached = new Set<number>()
  const open = [...from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue
    reached.add(at)
    const state = states[at]
    if (state?.kind === 'split') open.push(...state.next)
    if (state?.kind === 'start' && atStart) open.push(state.next)
    if (state?.kind === 'end' && atEnd) open.push(state.next)
  }
  return reached
}
