/** One line of the result: a figure, what stands beside it, and whether the target was met. */
export type Figure = Readonly<{
  name: string
  unit: '/s' | 'ms' | 'MB'
  ours: number
  /** The peer, or the same of ourselves at the smaller size. */
  beside?: number | undefined
  /** `ratio`: ours divided by what stands beside it; `value`: ours as it is. */
  target?: Readonly<{ of: 'ratio' | 'value'; bound: 'at least' | 'at most'; value: number }>
}>

export function isMet({ ours, beside = Number.NaN, target }: Figure): boolean | undefined {
  if (!target) return undefined
  const measured = target.of === 'ratio' ? ours / beside : ours
  return target.bound === 'at least' ? measured >= target.value : measured <= target.value
}

/** A table of Markdown, because bench/README.md keeps the last one. */
export function formatTable(title: string, besideName: string, figures: readonly Figure[]): string {
  const rows = [
    [title, 'ours', besideName, 'ratio', 'target', 'met'],
    ['---', '--:', '--:', '--:', '--:', '---'],
    ...figures.map((figure) => {
      const { name, unit, ours, beside, target } = figure
      const met = isMet(figure)
      return [
        name,
        quantity(ours, unit),
        beside === undefined ? '' : quantity(beside, unit),
        beside === undefined ? '' : (ours / beside).toFixed(2),
        target ? `${target.bound === 'at least' ? '≥' : '≤'} ${target.value}` : '',
        met === undefined ? '' : met ? 'yes' : 'NO',
      ]
    }),
  ]
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      const width = widths?.[column] ?? 0
      return column === 0 || index === 1 ? cell.padEnd(width) : cell.padStart(width)
    })
    return `| ${cells.join(' | ')} |`
  })
  return lines.join('\n')
}

function quantity(value: number, unit: Figure['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
