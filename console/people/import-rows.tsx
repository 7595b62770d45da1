import { Button, Chip, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Tag } from '../parts/tag.tsx'
import {
  COLUMN_NAMES,
  type Imported,
  type ImportedRow,
  OUTCOMES,
  type Outcome,
} from './import-api.ts'

const ROWS_AT_ONCE = 100

/** What each line will do or did, by outcome; those that were refused come first. */
export function ImportRows({ imported }: { imported: Imported }) {
  const { counts, rows, dryRun } = imported
  const [chosen, setChosen] = useState<Outcome | ''>('')
  const [most, setMost] = useState(ROWS_AT_ONCE)
  const order = OUTCOMES.map(({ value }) => value)
  const listed = chosen
    ? rows.filter(({ outcome }) => outcome === chosen)
    : rows.toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))
  const choose = (value: Outcome | '') => {
    setChosen(value)
    setMost(ROWS_AT_ONCE)
  }
  return (
    <Stack gap="md">
      <Chip.Group
        value={chosen}
        onChange={(value) => choose(order.find((one) => one === value) ?? '')}
      >
        <Group gap="xs" role="group" aria-label="Lines shown">
          <Chip value="" variant="light" size="md">
            All {rows.length}
          </Chip>
          {OUTCOMES.filter(({ value }) => counts[value] > 0).map(({ value, will, did }) => (
            <Chip key={value} value={value} variant="light" size="md">
              {dryRun ? will : did} {counts[value]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <div className="sheet">
        {listed.slice(0, most).map((row) => (
          <LineRow key={row.line} row={row} dryRun={dryRun} />
        ))}
      </div>
      {listed.length > most && (
        <Button variant="default" onClick={() => setMost(most + ROWS_AT_ONCE)}>
          Show more of {listed.length}
        </Button>
      )}
    </Stack>
  )
}

const nameOf = (field: string) =>
  Object.entries(COLUMN_NAMES).find(([name]) => name === field)?.[1] ?? field

function LineRow({ row, dryRun }: { row: ImportedRow; dryRun: boolean }) {
  const { line, login, outcome, changes, problems } = row
  const named = OUTCOMES.find(({ value }) => value === outcome)
  const isGood = outcome === 'create' || outcome === 'change'
  return (
    <Group className="list-row" wrap="nowrap" gap="md" align="flex-start">
      <Text size="sm" c="dimmed" miw={56}>
        Line {line}
      </Text>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={600} dir="auto" style={{ overflowWrap: 'anywhere' }}>
          {login || 'Nobody'}
        </Text>
        {problems.map((problem) => (
          <Text key={problem} size="sm" c="bad">
            {problem}
          </Text>
        ))}
        {changes.map(({ field, before, after }) => (
          <Text key={field} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {nameOf(field)}: {before && <s>{before}</s>} {before && '→ '}
            {after}
          </Text>
        ))}
      </div>
      <Tag tone={isGood ? 'good' : 'quiet'} text={(dryRun ? named?.will : named?.did) ?? outcome} />
    </Group>
  )
}
