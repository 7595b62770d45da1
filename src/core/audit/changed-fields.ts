import type { StepDetail } from '../../base/errors.ts'

const NEVER_TOLD = /sealed$|^passwordHash$|^updatedAt$|^createdAt$/i
const LONGEST = 300

/** The detail of a change's event: each field that differs, before and after. No secrets. */
export function changedFields(before: object, after: object): StepDetail {
  const [was, is] = [flattened(before), flattened(after)]
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  )
  return Object.fromEntries(
    names.flatMap((name) => [
      [`before.${name}`, was.get(name) ?? null],
      [`after.${name}`, is.get(name) ?? null],
    ]),
  )
}

type Told = string | number | boolean | null

/** Fields by path: `label`, `settings.redirectUris`. Lists are one field. */
function flattened(value: object, prefix = ''): Map<string, Told> {
  const fields = new Map<string, Told>()
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || NEVER_TOLD.test(name)) continue
    const path = `${prefix}${name}`
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [deeper, told] of flattened(inner, `${path}.`)) fields.set(deeper, told)
    } else {
      fields.set(path, toldOf(inner))
    }
  }
  return fields
}

function toldOf(value: unknown): Told {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST)
}
