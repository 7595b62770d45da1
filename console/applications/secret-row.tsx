import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'

type Props = {
  secret: Schemas['ApplicationSecret']
  applicationId: string
  onChanged: () => Promise<unknown>
}

/** A secret by its age; its value is known to nobody here any more. */
export function SecretRow({ secret, applicationId, onChanged }: Props) {
  const [deleting, setDeleting] = useState(false)
  const isActive = secret.status === 'active'
  const params = { path: { id: applicationId, secretId: secret.id } }
  const toggle = useMutation({
    mutationFn: () =>
      isActive
        ? take(api.POST('/applications/{id}/secrets/{secretId}/deactivate', { params }))
        : take(api.POST('/applications/{id}/secrets/{secretId}/activate', { params })),
    onSuccess: onChanged,
  })
  const ending = secret.id.slice(-6)
  return (
    <>
      <Group justify="space-between" py="xs">
        <Group gap="sm">
          <Text>
            Made <When at={secret.createdAt} />
          </Text>
          <Text size="sm" c="dimmed" ff="monospace">
            …{ending}
          </Text>
          <Tag tone={isActive ? 'good' : 'quiet'} text={isActive ? 'Active' : 'Inactive'} />
        </Group>
        {mayWrite && (
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              loading={toggle.isPending}
              onClick={() => toggle.mutate()}
            >
              {isActive ? 'Deactivate' : 'Activate'}
            </Button>
            {!isActive && (
              <Button variant="subtle" color="bad" size="sm" onClick={() => setDeleting(true)}>
                Delete
              </Button>
            )}
          </Group>
        )}
      </Group>
      <RefusalNote error={toggle.error} />
      <ConfirmByName
        opened={deleting}
        onClose={() => setDeleting(false)}
        act="Delete the secret"
        name={ending}
        onConfirm={async () => {
          await take(api.DELETE('/applications/{id}/secrets/{secretId}', { params }))
          await onChanged()
        }}
      >
        What still uses it can no longer sign people in. It cannot be brought back.
      </ConfirmByName>
    </>
  )
}
