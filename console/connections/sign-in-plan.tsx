import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { Section } from '../parts/section.tsx'
import type { Plan } from './connection-test-api.ts'

const SENTENCES: Readonly<Record<Plan['how'], string>> = {
  known: 'This person would be signed in.',
  link: 'This person would be signed in, and tied to the connection.',
  create: 'A new person would be made and signed in.',
  prove: 'The password of an account would be asked for.',
  refuse: 'The sign-in would be refused.',
}

/** Who would be signed in, by which rule, and with what; `name` tells two of them apart. */
export function SignInPlan({ plan, name }: { plan: Plan; name?: string }) {
  const isLetIn = plan.how !== 'refuse' && plan.how !== 'prove'
  return (
    <Stack gap="lg" {...(name && { role: 'group', 'aria-label': name })}>
      <Decision plan={plan} name={name} />
      {isLetIn && <Gifts plan={plan} />}
      {!isLetIn && plan.notes.map((note) => <Text key={note}>{note}</Text>)}
    </Stack>
  )
}

function Decision({ plan, name }: { plan: Plan; name: string | undefined }) {
  const { how, because, person, role } = plan
  return (
    <Section title={SENTENCES[how]} description={because}>
      {name && (
        <Text size="sm" c="dimmed" style={{ order: -1 }}>
          {name}
        </Text>
      )}
      {person && (
        <Text style={{ overflowWrap: 'anywhere' }}>
          {person.id ? (
            <Anchor component={Link} underline="always" href={`/people/${person.id}`}>
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
          <Anchor component={Link} underline="always" href={`/groups/${id}`}>
            {name}
          </Anchor>
          : rule {rule} for “{value}”{isNew ? '' : ', as before'}
        </Text>
      ))}
      {leaves.map(({ id, name }) => (
        <Text key={id}>
          <Anchor component={Link} underline="always" href={`/groups/${id}`}>
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
