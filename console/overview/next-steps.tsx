import { Button, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'
import { start } from '../start.ts'

type Step = Readonly<{ title: string; reason: string; act: string; path: string }>

/** What is missing before people can work with it; nothing at all once nothing is. */
export function NextSteps({ overview }: { overview: Schemas['Overview'] }) {
  const steps = stepsFor(overview)
  if (steps.length === 0) return null
  return (
    <section aria-labelledby="next" className="sheet">
      <Text component="h2" id="next" fw={600} size="lg" p="md" pb="xs">
        What to do next
      </Text>
      {steps.map(({ title, reason, act, path }) => (
        <div key={path} className="list-row next-step">
          <div>
            <Text fw={600}>{title}</Text>
            <Text size="sm" c="dimmed">
              {reason}
            </Text>
          </div>
          <Button component={Link} href={path} variant="default" size="sm">
            {act}
          </Button>
        </div>
      ))}
    </section>
  )
}

function stepsFor({ connections, applications, owners }: Schemas['Overview']): Step[] {
  const steps: Step[] = []
  if (connections.count === 0) {
    steps.push({
      title: 'Connect a provider',
      reason: 'People then sign in with the account they have already, at Okta or elsewhere.',
      act: 'Add a connection',
      path: '/connections/new',
    })
  }
  if (applications.count === 0) {
    steps.push({
      title: 'Create an app integration',
      reason: 'Nothing asks this organization for a sign-in yet.',
      act: 'Create App Integration',
      path: '/applications/new',
    })
  }
  if (owners.count < 2 && start.person.role === 'owner') {
    steps.push({
      title: 'Make somebody else an owner too',
      reason: 'You are the only one: if you cannot sign in, nobody can give you back your place.',
      act: 'Choose a person',
      path: '/people',
    })
  }
  return steps
}
