import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'
import { CONNECTIONS_KEY } from './connection-api.ts'
import type { Connection } from './connection-values.ts'
import { FindingLine } from './finding-line.tsx'
import { HealthTag } from './health-tag.tsx'

type Health = Schemas['ConnectionHealth']

/** How the provider is doing, by the looks that the server takes at it, and by the sign-ins. */
export function HealthPanel({ connection }: { connection: Connection }) {
  const { id, enabled } = connection
  const queries = useQueryClient()
  const params = { path: { id } }
  const queryKey = ['connections', 'health', id] as const
  const query = useQuery({
    queryKey,
    queryFn: () => take(api.GET('/connections/{id}/health', { params })),
  })
  const probe = useMutation({
    mutationFn: () => take(api.POST('/connections/{id}/health/probe', { params })),
    onSuccess: (health) => {
      queries.setQueryData(queryKey, health)
      void queries.invalidateQueries({ queryKey: CONNECTIONS_KEY })
    },
  })
  return (
    <Section
      title="Health"
      description="Its discovery document, keys and clock are looked at every five minutes or so, and sooner after a failure."
    >
      <Asked query={query}>{(health) => <HealthFacts health={health} enabled={enabled} />}</Asked>
      <RefusalNote error={probe.error} />
      {mayWrite && enabled && (
        <Group>
          <Button variant="default" loading={probe.isPending} onClick={() => probe.mutate()}>
            Probe now
          </Button>
        </Group>
      )}
    </Section>
  )
}

function HealthFacts({ health, enabled }: { health: Health; enabled: boolean }) {
  const { state, lastFailure, findings, clockAheadMs, keys } = health
  // What is wrong now is among the findings; this is for an outage that has passed.
  const isPast = lastFailure && !findings.some(({ verdict }) => verdict === 'wrong')
  return (
    <Stack gap="md">
      {findings.length > 0 && (
        <Stack gap="sm" role="status">
          {findings.map((finding) => (
            <FindingLine key={`${finding.check} ${finding.sentence}`} finding={finding} />
          ))}
        </Stack>
      )}
      <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
        <Table.Tbody>
          <Fact name="State">
            {enabled ? <HealthTag state={state} /> : 'Disabled: nobody looks'}
          </Fact>
          <Fact name="Last success">{timeOr(health.lastSuccessAt, 'Never')}</Fact>
          <Fact name="Last failure">{timeOr(health.lastFailureAt, 'Never')}</Fact>
          {isPast && <Fact name="It was">{lastFailure.sentence}</Fact>}
          <Fact name="Last sign-in through it">
            {timeOr(health.lastSignInAt, 'None that is remembered')}
          </Fact>
          <Fact name="Clock">{clockText(clockAheadMs)}</Fact>
          <Fact name="Signing keys">
            <Keys keys={keys} />
          </Fact>
          <Fact name="Keys changed">
            {timeOr(health.keysRotatedAt, 'Not since the first look')}
          </Fact>
          <Fact name="Next look">{timeOr(health.nextProbeAt, enabled ? 'Soon' : 'None')}</Fact>
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="40%" fw={400} style={{ verticalAlign: 'top' }}>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
      </Table.Th>
      <Table.Td>
        <Text size="sm" component="div">
          {children}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

function timeOr(at: string | null, otherwise: string): ReactNode {
  return at ? <When at={at} /> : otherwise
}

function clockText(aheadMs: number | null): string {
  if (aheadMs === null) return 'Not measured'
  const seconds = Math.round(Math.abs(aheadMs) / 1_000)
  if (seconds <= 5) return 'Agrees with ours'
  return `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ours`
}

function Keys({ keys }: { keys: Health['keys'] }) {
  if (keys.length === 0) return 'Not read yet'
  return (
    <Stack gap={0}>
      {keys.map(({ kid, thumbprint }) => (
        <Text
          key={thumbprint}
          size="sm"
          ff="monospace"
          title={`Thumbprint ${thumbprint}`}
          style={{ overflowWrap: 'anywhere' }}
        >
          {kid ?? thumbprint}
        </Text>
      ))}
    </Stack>
  )
}
