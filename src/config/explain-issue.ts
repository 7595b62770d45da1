import { z } from 'zod'
import { didYouMean } from '../base/nearest.ts'
import type { ConfigProblem, KeyPath } from './problem.ts'

type Issue = z.core.$ZodIssue

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (lines that begin with "- ")',
  object: 'a group of keys',
  record: 'a group of keys',
}

/** Turns a fault that zod found into sentences that say what to do. */
export function explainIssue(issue: Issue, schema: z.ZodType): ConfigProblem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol')
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a known key.${didYouMean(key, knownKeys(schema, path))}`,
      }))
    case 'invalid_type':
      return [{ path, message: explainType(issue.expected, issue.input) }]
    case 'invalid_union':
      return [{ path, message: explainType('string', issue.input) }]
    case 'invalid_value': {
      const values = issue.values.map(String)
      const hint = didYouMean(String(issue.input), values)
      const message = issue.input === undefined ? 'is missing: give' : 'must be'
      return [{ path, message: `${message} one of ${values.join(', ')}.${hint}` }]
    }
    case 'too_small':
      return [{ path, message: explainSize(issue.origin, 'at least', Number(issue.minimum)) }]
    case 'too_big':
      return [{ path, message: explainSize(issue.origin, 'at most', Number(issue.maximum)) }]
    default:
      return [{ path, message: issue.message }]
  }
}

function explainType(expected: string, input: unknown): string {
  const kind = KINDS[expected] ?? expected
  if (input === undefined) return `is missing: give ${kind}.`
  if (input === null) return `is empty: give ${kind}, or leave the key out.`
  const quote = expected === 'string' && typeof input !== 'object' ? ' Put it in quotes.' : ''
  return `must be ${kind}.${quote}`
}

function explainSize(origin: string, bound: string, size: number): string {
  if (origin === 'string')
    return size === 1 ? 'must not be empty.' : `must have ${bound} ${size} characters.`
  if (origin === 'array')
    return `must have ${bound} ${size === 1 ? 'one entry' : `${size} entries`}.`
  return `must be ${bound} ${size}.`
}

/** The keys that the schema has at a path, to find the one that an unknown key was meant to be. */
function knownKeys(schema: z.core.$ZodType, path: KeyPath): string[] {
  let at: z.core.$ZodType | undefined = schema
  for (const key of path) {
    at = bare(at)
    if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodObject) at = at.shape[String(key)]
  }
  at = bare(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let at = schema
  for (;;) {
    if (at instanceof z.ZodOptional || at instanceof z.ZodNullable) at = at.unwrap()
    else if (at instanceof z.ZodDefault) at = at.unwrap()
    else if (at instanceof z.ZodPipe) at = at.out
    else return at
  }
}
