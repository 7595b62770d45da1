import { Alert, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import type { Person } from './person-api.ts'

/** Another password, typed or made up; the old one and every session end with it. */
export function PersonPassword({ person }: { person: Person }) {
  const [typed, setTyped] = useState('')
  const queries = useQueryClient()
  const reset = useMutation({
    mutationFn: () => {
      const params = { path: { id: person.id } }
      const body = typed === '' ? {} : { password: typed }
      return take(api.POST('/users/{id}/reset-password', { params, body }))
    },
    onSuccess: () => {
      setTyped('')
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  const madeUp = reset.data?.password
  return (
    <Section
      title="Password"
      description={person.hasPassword ? 'They have one.' : 'They have none, and come another way.'}
    >
      <Stack gap="md">
        <PasswordInput
          label="New password"
          description="Leave it empty to have one made up. Setting it signs them out everywhere."
          autoComplete="new-password"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group>
          <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
            Set a new password
          </Button>
        </Group>
        {reset.isSuccess && !madeUp && <Text role="status">The new password is set.</Text>}
        {madeUp && (
          <Alert color="brass" title="Copy the new password now">
            <CopyBox label="New password, made up" value={madeUp} help="It is shown this once." />
          </Alert>
        )}
        <RefusalNote error={reset.error} />
      </Stack>
    </Section>
  )
}
