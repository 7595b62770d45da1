import { Anchor, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { CausePanel } from '../sign-ins/cause-panel.tsx'
import {
  type ConnectionTest as One,
  type Plan,
  readTest,
  TEST_STATES,
} from './connection-test-api.ts'

export function ConnectionTest({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['connections', 'test', id], queryFn: () => readTest(id) })
  return <Asked query={query}>{(test) => <Result test={test} />}</Asked>
}

function Result({ test }: { test: One }) {
  const { connectionId, connectionName, outcome, at, plan, cause, claims, signIn } = test
  const { text, tone } = TEST_STATES[outcome]
  const back = connectionId
    ? { label: connectionName, path: `/connections/${connectionId}` }
    : { label: 'Connections', path: '/connections' }
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
        {plan && <Decision plan={plan} />}
        {plan && plan.how !== 'refuse' && plan.how !== 'prove' && <Gifts plan={plan} />}
        {claims.length > 0 && <Claims claims={claims} />}
        <Anchor component={Link} href={`/sign-ins/${signIn}`}>
          See every step of this test
        </Anchor>
      </Stack>
    </>
  )
}

const SENTENCES: Readonly<Record<Plan['how'], string>> = {
  known: 'This person would be signed in.',
  link: 'This person would be signed in, and tied to the connection.',
  create: 'A new person would be made and signed in.',
  prove: 'The password of an account would be asked for.',
  refuse: 'The sign-in would be refused.',
}

function Decision({ plan }: { plan: Plan }) {
  const { how, because, person, role } = plan
  return (
    <Section title={SENTENCES[how]} description={because}>
      {person && (
        <Text style={{ overflowWrap: 'anywhere' }}>
          {person.id ? (
            <Anchor component={Link} href={`/people/${person.id}`}>
              {person.name}
            </Anchor>
          ) : (
            person.name
          )}
          , {person.login}
        </Text>
      )}
      {role && (
        <Text>
          Role: <strong>{role.role}</strong>
          {role.by
            ? `. Rule ${role.by.rule} gives ${role.by.role} for “${role.by.value}”.`
            : '. No rule gives one.'}
          {role.before && role.before !== role.role && ` It is ${role.before} now.`}
        </Text>
      )}
    </Section>
  )
}

function Gifts({ plan }: { plan: Plan }) {
  const { groups, leaves, notes } = plan
  return (
    <Section title="Groups" description="That the connection’s rules would give or take.">
      {groups.length + leaves.length === 0 && <Text c="dimmed">None.</Text>}
      {groups.map(({ id, name, rule, value, isNew }) => (
        <Text key={id} style={{ overflowWrap: 'anywhere' }}>
          <Anchor component={Link} href={`/groups/${id}`}>
            {name}
          </Anchor>
          : rule {rule} for “{value}”{isNew ? '' : ', as before'}
        </Text>
      ))}
      {leaves.map(({ id, name }) => (
        <Text key={id}>
          <Anchor component={Link} href={`/groups/${id}`}>
            {name}
          </Anchor>
          : would be left, as no rule gives it any more
        </Text>
      ))}
      {notes.map((note) => (
        <Text key={note}>{note}</Text>
      ))}
    </Section>
  )
}

const SOURCES = { id_token: 'ID token', userinfo: 'Userinfo' } as const

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
      <Table.ScrollContainer minWidth={420}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Claim</Table.Th>
              <Table.Th>From</Table.Th>
              {!isHidden && <Table.Th>Value</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {claims.map(({ name, source, value }) => (
              <Table.Tr key={`${source} ${name}`}>
                <Table.Td ff="monospace">{name}</Table.Td>
                <Table.Td>{SOURCES[source]}</Table.Td>
                {!isHidden && (
                  <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                    {value}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}
