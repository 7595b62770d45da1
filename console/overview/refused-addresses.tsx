import { Stack, Text } from '@mantine/core'
import type { Schemas } from '../api/schema.d.ts'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'

type Refused = Schemas['Overview']['refusedAddresses'][number]

/** Who typed such an address, or whose proxy made it, saw that nothing is served there. */
export function RefusedAddresses({ refused }: { refused: readonly Refused[] }) {
  if (refused.length === 0) return null
  return (
    <Section
      title="Addresses that were refused"
      description="Requests came to them within a day, and no organization lives there."
    >
      {refused.map(({ address, count, lastAt, remedy }) => (
        <Stack key={address} gap={4}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {address}
          </Text>
          <Text size="sm" c="dimmed">
            {count === 1 ? 'Once' : `${count} times`}, last <When at={lastAt} />
          </Text>
          <Text size="sm">{remedy}</Text>
        </Stack>
      ))}
    </Section>
  )
}
