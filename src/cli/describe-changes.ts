import type { Change, FieldChange } from '../apply/change.ts'

const SIGNS = { create: '+', update: '~', none: ' ' } as const

/** The difference as people read it; what stays as it is is only counted. */
export function describeChanges(changes: readonly Change[], isDry: boolean): string {
  const lines = changes
    .filter(({ kind }) => kind !== 'none')
    .flatMap(({ kind, what, path, fields }) => [
      `${SIGNS[kind]} ${what} ${path}`,
      ...fields.map((field) => `    ${describeField(field)}`),
    ])
  const count = (wanted: Change['kind']) => changes.filter(({ kind }) => kind === wanted).length
  const [created, updated, same] = [count('create'), count('update'), count('none')]
  const verbs = isDry ? ['to create', 'to change'] : ['created', 'changed']
  const sum = `${created} ${verbs[0]}, ${updated} ${verbs[1]}, ${same} as declared.`
  return [...lines, ...(lines.length > 0 ? [''] : []), sum].join('\n')
}

function describeField(change: FieldChange): string {
  if ('secret' in change) return `${change.field}: changed`
  return `${change.field}: ${show(change.before)} → ${show(change.after)}`
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
