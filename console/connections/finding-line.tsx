import { Group, Stack, Text } from '@mantine/core'
import type { Schemas } from '../api/schema.d.ts'
import { Tag } from '../parts/tag.tsx'

type Finding = Schemas['Finding']

const WORDS: Readonly<Record<Finding['verdict'], string>> = {
  right: 'Right',
  note: 'Good to know',
  risky: 'Risky',
  wrong: 'Will fail',
}

/** One thing that a look at a provider found, with what to do about it. */
export function FindingLine({ finding }: { finding: Finding }) {
  const { verdict, sentence, expected, received, remedy } = finding
  return (
    <Stack gap={2}>
      <Group gap="xs" wrap="nowrap" align="baseline">
        <Tag tone={verdict === 'right' ? 'good' : 'quiet'} text={WORDS[verdict]} />
        <Text size="sm">{sentence}</Text>
      </Group>
      {expected !== undefined && <Value name="Expected" value={expected} />}
      {received !== undefined && <Value name="Received" value={received} />}
      {remedy !== undefined && <Text size="sm">{remedy}</Text>}
    </Stack>
  )
}

function Value({ name, value }: { name: string; value: string }) {
  return (
    <Text size="sm">
      {name}:{' '}
      <Text span ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
    </Text>
  )
}
