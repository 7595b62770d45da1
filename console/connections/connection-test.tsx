import { Anchor, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { CausePanel } from '../sign-ins/cause-panel.tsx'
import { type ConnectionTest as One, readTest, TEST_STATES } from './connection-test-api.ts'
import { SignInPlan } from './sign-in-plan.tsx'

const BACK = { label: 'Connections', path: '/connections' }

export function ConnectionTest({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['connections', 'test', id], queryFn: () => readTest(id) })
  return (
    <Asked query={query} back={BACK}>
      {(test) => <Result test={test} />}
    </Asked>
  )
}

function Result({ test }: { test: One }) {
  const { connectionId, connectionName, outcome, at, plan, cause, claims, signIn } = test
  const { text, tone } = TEST_STATES[outcome]
  const back = connectionId ? { label: connectionName, path: `/connections/${connectionId}` } : BACK
  return (
    <>
      <ScreenHead
        title={`Test sign-in through ${connectionName}`}
        back={back}
        description={
          <>
            <Tag tone={tone} text={text} /> <When at={at} />
            {connectionId === null && ', with values that were not saved'}. Nobody was signed in by
            it.
          </>
        }
      />
      <Stack gap="lg">
        {cause && <CausePanel cause={cause} />}
        {plan && <SignInPlan plan={plan} />}
        {claims.length > 0 && <Claims claims={claims} />}
        <Anchor component={Link} href={`/sign-ins/${signIn}`}>
          See every step of this test
        </Anchor>
      </Stack>
    </>
  )
}

const SOURCES = { id_token: 'ID token', userinfo: 'Userinfo' } as const

type Told = Readonly<{ name: string; value: string | null; from: string }>

/** What both sources say alike stands once; what they say differently, twice. */
function together(claims: One['claims']): readonly Told[] {
  const told = new Map<string, Told>()
  for (const { name, source, value } of claims) {
    const key = JSON.stringify([name, value])
    const before = told.get(key)
    const from = before ? `${before.from}, ${SOURCES[source].toLowerCase()}` : SOURCES[source]
    told.set(key, { name, value, from })
  }
  return [...told.values()]
}

function Claims({ claims }: { claims: One['claims'] }) {
  const isHidden = claims.every(({ value }) => value === null)
  return (
    <Section
      title="Claims"
      description={
        isHidden
          ? 'What the provider sent, by name. Only whoever ran the test sees the values.'
          : 'What the provider sent. Tokens are not shown.'
      }
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Claim</Table.Th>
            <Table.Th visibleFrom="sm">From</Table.Th>
            {!isHidden && <Table.Th>Value</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {together(claims).map(({ name, from, value }) => (
            <Table.Tr key={`${from} ${name}`}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Text ff="monospace" size="sm">
                  {name}
                </Text>
                <Text size="sm" c="dimmed" hiddenFrom="sm">
                  {from}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">{from}</Table.Td>
              {!isHidden && (
                <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                  {value}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}
