import { isDeepStrictEqual } from 'node:util'
import type { StepDetail } from '../../base/errors.ts'

const NEVER_TOLD = /sealed$|^passwordHash$|^updatedAt$|^createdAt$/i
const LONGEST = 500
/** How much of what is the same stands before a difference inside a long text. */
const BEFORE_IT = 40

/** The detail of a change's event: each field that differs, before and after. No secrets. */
export function changedFields(before: object, after: object): StepDetail {
  const [was, is] = [flattened(before), flattened(after)]
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => !isDeepStrictEqual(was.get(name), is.get(name)),
  )
  return Object.fromEntries(
    names.flatMap((name) => {
      const [old, next] = told(was.get(name), is.get(name))
      return [
        [`before.${name}`, old],
        [`after.${name}`, next],
      ]
    }),
  )
}

type Told = string | number | boolean | null

/** Fields by path: `label`, `settings.redirectUris`. Lists are one value. */
function flattened(value: object, prefix = ''): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || NEVER_TOLD.test(name)) continue
    const path = `${prefix}${name}`
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [deeper, one] of flattened(inner, `${path}.`)) fields.set(deeper, one)
    } else {
      fields.set(path, inner)
    }
  }
  return fields
}

/** Both whole where they are short; else what differs, so that no change hides behind what stayed. */
function told(was: unknown, is: unknown): [Told, Told] {
  const whole = [plain(was), plain(is)] as const
  if (!whole.some(isLong)) return [...whole]
  if (Array.isArray(was) && Array.isArray(is)) {
    const [gone, come] = [without(was, is), without(is, was)]
    // None of both: their order is what changed.
    if (gone.length + come.length > 0) return fromDifference(plain(gone), plain(come))
  }
  return fromDifference(...whole)
}

function plain(value: unknown): Told {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const isLong = (one: Told) => typeof one === 'string' && one.length > LONGEST

function without(list: readonly unknown[], others: readonly unknown[]): unknown[] {
  const known = new Set(others.map((one) => JSON.stringify(one)))
  return list.filter((one) => !known.has(JSON.stringify(one)))
}

function fromDifference(was: Told, is: Told): [Told, Told] {
  if (![was, is].some(isLong)) return [was, is]
  const [one, other] = [String(was ?? ''), String(is ?? '')]
  let same = 0
  while (same < one.length && one[same] === other[same]) same += 1
  const from = Math.max(0, same - BEFORE_IT)
  const part = (whole: Told) => (typeof whole === 'string' ? shortened(whole, from) : whole)
  return [part(was), part(is)]
}

function shortened(text: string, from: number): string {
  const end = from + LONGEST
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${text.length > end ? '…' : ''}`
}
