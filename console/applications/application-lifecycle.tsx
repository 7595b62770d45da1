import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Section } from '../parts/section.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import {
  activateApplication,
  applicationKey,
  deactivateApplication,
  deleteApplication,
} from './application-api.ts'
import type { Application } from './application-values.ts'

type Asking = 'deactivate' | 'delete' | undefined

export function ApplicationLifecycle({ application }: { application: Application }) {
  const { id, label, status } = application
  const [asking, setAsking] = useState<Asking>()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const reload = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: applicationKey(id) }),
      queries.invalidateQueries({ queryKey: ['applications', 'list'] }),
    ])
  const activate = useMutation({ mutationFn: () => activateApplication(id), onSuccess: reload })
  const remove = async () => {
    await deleteApplication(id)
    await queries.invalidateQueries({ queryKey: ['applications', 'list'] })
    leaveFreely(() => navigate('/applications'))
  }
  return (
    <Section title="Deactivate or delete">
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed">
          {status === 'active'
            ? 'Deactivated, nobody can sign in to it; everything set up stays. It has to be deactivated before it can be deleted.'
            : 'Nobody can sign in to it now. Everything set up is still there.'}
        </Text>
        <Group>
          {status === 'active' ? (
            <Button variant="default" onClick={() => setAsking('deactivate')}>
              Deactivate {label}
            </Button>
          ) : (
            <>
              <Button
                variant="default"
                loading={activate.isPending}
                onClick={() => activate.mutate()}
              >
                Activate {label}
              </Button>
              <Button color="bad" variant="light" onClick={() => setAsking('delete')}>
                Delete {label}
              </Button>
            </>
          )}
        </Group>
        <RefusalNote error={activate.error} />
      </Stack>
      <ConfirmByName
        opened={asking === 'deactivate'}
        onClose={() => setAsking(undefined)}
        act={`Deactivate ${label}`}
        name={label}
        onConfirm={async () => {
          await deactivateApplication(id)
          await reload()
        }}
      >
        People who use it now are asked to sign in again, and refused.
      </ConfirmByName>
      <ConfirmByName
        opened={asking === 'delete'}
        onClose={() => setAsking(undefined)}
        act={`Delete ${label}`}
        name={label}
        onConfirm={remove}
      >
        Its client ID, secrets, assignments and consents go with it. It cannot be brought back.
      </ConfirmByName>
    </Section>
  )
}
