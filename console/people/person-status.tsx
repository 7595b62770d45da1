import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Section } from '../parts/section.tsx'
import { type Person, type StatusAct, setStatus } from './person-api.ts'

const EXPLAINED: Record<Person['status'], string> = {
  staged: 'Prepared, but not let in yet: by an invitation link, or when somebody activates them.',
  active: 'May sign in.',
  suspended: 'Shut out for a while. Nothing of theirs is lost.',
  deactivated: 'Shut out. Nothing of theirs is lost.',
}

export function PersonStatus({ person }: { person: Person }) {
  const { id, displayName, status } = person
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (act: StatusAct) => setStatus(id, act),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  })
  const act = (name: StatusAct, label: string) => (
    <Button variant="default" loading={change.isPending} onClick={() => change.mutate(name)}>
      {label} {displayName}
    </Button>
  )
  return (
    <Section title="Access">
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed">{EXPLAINED[status]}</Text>
        <Group>
          {status !== 'active' && act('activate', 'Activate')}
          {status === 'active' && act('suspend', 'Suspend')}
          {status !== 'deactivated' && (
            <Button color="bad" variant="light" onClick={() => setAsking(true)}>
              Deactivate {displayName}
            </Button>
          )}
        </Group>
        <RefusalNote error={change.error} />
      </Stack>
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        act={`Deactivate ${displayName}`}
        name={displayName}
        onConfirm={() => change.mutateAsync('deactivate')}
      >
        They are signed out everywhere, and every token given out in their name ends.
      </ConfirmByName>
    </Section>
  )
}
