import { Button, Group as Row, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { Rows, usePages } from '../parts/list-screen.tsx'
import { MembershipSource } from '../parts/membership-source.tsx'
import { PeoplePicker } from '../parts/pickers.tsx'
import { Section } from '../parts/section.tsx'
import { mayWrite } from '../start.ts'

export function Members({ groupId }: { groupId: string }) {
  const key = ['groups', 'members', groupId]
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<string[]>([])
  const member = (userId: string) => ({ params: { path: { id: groupId, userId } } })
  const pages = usePages(key, (after) => {
    const params = { path: { id: groupId }, query: { ...(after !== undefined && { after }) } }
    return take(api.GET('/groups/{id}/members', { params }))
  })
  const reload = () => queries.invalidateQueries({ queryKey: key })
  const add = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await take(api.PUT('/groups/{id}/members/{userId}', member(id)))
    },
    onSuccess: () => setChosen([]),
    onSettled: reload,
  })
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/groups/{id}/members/{userId}', member(id))),
    onSuccess: reload,
  })
  return (
    <Section
      title="Members"
      description="Whom a connection put in comes back at the next sign-in while its claims say so."
    >
      {mayWrite && (
        <Stack gap="sm" align="stretch">
          <PeoplePicker label="Add people" value={chosen} onChange={setChosen} />
          {chosen.length > 0 && (
            <Row>
              <Button variant="default" loading={add.isPending} onClick={() => add.mutate(chosen)}>
                {chosen.length === 1 ? 'Add one person' : `Add ${chosen.length} people`}
              </Button>
            </Row>
          )}
        </Stack>
      )}
      <RefusalNote error={add.error ?? remove.error} />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Text c="dimmed">Nobody is in it.</Text>}
        row={({ id, displayName, login, manual, connectionIds }) => (
          <Row className="list-row" justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Link className="row-link" href={`/people/${id}`} dir="auto">
                {displayName}
              </Link>
              <Text size="sm" c="dimmed" truncate>
                {login}
              </Text>
              <MembershipSource manual={manual} connectionIds={connectionIds} />
            </div>
            {mayWrite && (
              <Button
                variant="default"
                size="sm"
                aria-label={`Remove ${displayName}`}
                onClick={() => remove.mutate(id)}
              >
                Remove
              </Button>
            )}
          </Row>
        )}
      />
    </Section>
  )
}
