import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, take } from '../api/client.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { Section } from '../parts/section.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayHelp } from '../start.ts'
import type { Person } from './person-api.ts'

export function PersonSessions({ person }: { person: Person }) {
  const key = ['people', 'sessions', person.id]
  const params = { path: { id: person.id } }
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: key })
  const query = useQuery({
    queryKey: key,
    queryFn: async () => (await take(api.GET('/users/{id}/sessions', { params }))).items,
  })
  const endOne = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/sessions/{id}', { params: { path: { id } } })),
    onSuccess: reload,
  })
  const endAll = useMutation({
    mutationFn: () => take(api.DELETE('/users/{id}/sessions', { params })),
    onSuccess: reload,
  })
  return (
    <Section title="Where they are signed in">
      <Asked query={query}>
        {(sessions) => (
          <div>
            {sessions.length === 0 && <Text c="dimmed">Nowhere.</Text>}
            {sessions.map((session) => (
              <Group key={session.id} justify="space-between" py="xs">
                <div>
                  <Group gap="xs">
                    <Text>{session.address}</Text>
                    {session.current && <Tag tone="good" text="This browser" />}
                  </Group>
                  <Text size="sm" c="dimmed">
                    Last seen <When at={session.lastSeenAt} /> · signed in{' '}
                    <When at={session.authenticatedAt} />
                  </Text>
                </div>
                {mayHelp && (
                  <Button
                    variant="default"
                    size="sm"
                    aria-label={`Sign out ${session.address}`}
                    onClick={() => endOne.mutate(session.id)}
                  >
                    Sign out
                  </Button>
                )}
              </Group>
            ))}
            {mayHelp && sessions.length > 0 && (
              <Button
                variant="default"
                size="sm"
                mt="sm"
                loading={endAll.isPending}
                onClick={() => endAll.mutate()}
              >
                Sign {person.displayName} out everywhere
              </Button>
            )}
          </div>
        )}
      </Asked>
      <RefusalNote error={endOne.error ?? endAll.error} />
    </Section>
  )
}
