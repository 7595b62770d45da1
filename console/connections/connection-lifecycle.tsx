import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, take } from '../api/client.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Section } from '../parts/section.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { CONNECTIONS_KEY, connectionKey } from './connection-api.ts'
import type { Connection } from './connection-values.ts'

export function ConnectionLifecycle({ connection }: { connection: Connection }) {
  const { id, name, enabled } = connection
  const params = { path: { id } }
  const [deleting, setDeleting] = useState(false)
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const toggle = useMutation({
    mutationFn: () =>
      enabled
        ? take(api.POST('/connections/{id}/disable', { params }))
        : take(api.POST('/connections/{id}/enable', { params })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: connectionKey(id) }),
        queries.invalidateQueries({ queryKey: CONNECTIONS_KEY }),
      ]),
  })
  const remove = async () => {
    await take(api.DELETE('/connections/{id}', { params }))
    await queries.invalidateQueries({ queryKey: CONNECTIONS_KEY })
    leaveFreely(() => navigate('/connections'))
  }
  return (
    <Section title="Disable or delete">
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed">
          {enabled
            ? 'Disabled, its button is gone and nobody signs in through it; everything set up stays.'
            : 'Nobody can sign in through it now. Everything set up is still there.'}
        </Text>
        <Group>
          <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
            {enabled ? 'Disable' : 'Enable'} {name}
          </Button>
          <Button color="bad" variant="light" onClick={() => setDeleting(true)}>
            Delete {name}
          </Button>
        </Group>
        <RefusalNote error={toggle.error} />
      </Stack>
      <ConfirmByName
        opened={deleting}
        onClose={() => setDeleting(false)}
        act={`Delete ${name}`}
        name={name}
        onConfirm={remove}
      >
        People lose this way in, and the tie between their account here and the one there. Their
        accounts here stay.
      </ConfirmByName>
    </Section>
  )
}
