import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import { mayWrite } from '../start.ts'
import type { Application } from './application-values.ts'
import { SecretRow } from './secret-row.tsx'
import { StoredKeys } from './stored-keys.tsx'
import { forgetSecret, tellSecret, toldSecret } from './told-secrets.ts'

const MOST_SECRETS = 2

/** Client ID and secrets: what is typed in at the application's end. */
export function ClientCredentials({ application }: { application: Application }) {
  const method = application.settings.tokenEndpointAuthMethod
  return (
    <Section title="Client Credentials">
      <CopyBox
        label="Client ID"
        value={application.clientId}
        help="Public identifier of the application. It is no secret."
      />
      {method.startsWith('client_secret') && <Secrets applicationId={application.id} />}
      {method === 'private_key_jwt' && <StoredKeys settings={application.settings} />}
      {method === 'none' && (
        <Text c="dimmed">A public client has no secret; it uses PKCE instead.</Text>
      )}
    </Section>
  )
}

function Secrets({ applicationId }: { applicationId: string }) {
  const key = ['applications', 'secrets', applicationId]
  const params = { path: { id: applicationId } }
  const queries = useQueryClient()
  const [told, setTold] = useState(() => toldSecret(applicationId))
  const query = useQuery({
    queryKey: key,
    queryFn: async () => (await take(api.GET('/applications/{id}/secrets', { params }))).items,
  })
  const generate = useMutation({
    mutationFn: () => take(api.POST('/applications/{id}/secrets', { params })),
    onSuccess: ({ secret }) => {
      tellSecret(applicationId, secret)
      setTold(secret)
      return queries.invalidateQueries({ queryKey: key })
    },
  })
  const hide = () => {
    forgetSecret(applicationId)
    setTold(undefined)
  }
  return (
    <Stack gap="md">
      {told !== undefined && (
        <Alert color="brass" title="Copy the client secret now">
          <Stack align="stretch" gap="sm">
            <Text>It is shown this once. Latchkey will never show it again.</Text>
            <CopyBox label="Client secret" value={told} />
            <Group>
              <Button variant="default" size="sm" onClick={hide}>
                I have copied it
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
      <Asked query={query}>
        {(secrets) => (
          <div>
            <Text size="sm" fw={600}>
              Client secrets
            </Text>
            {secrets.length === 0 && <Text c="dimmed">There is none.</Text>}
            {secrets.map((secret) => (
              <SecretRow
                key={secret.id}
                secret={secret}
                applicationId={applicationId}
                onChanged={() => queries.invalidateQueries({ queryKey: key })}
              />
            ))}
            {mayWrite && (
              <Group mt="sm">
                <Button
                  variant="default"
                  size="sm"
                  loading={generate.isPending}
                  disabled={secrets.length >= MOST_SECRETS}
                  onClick={() => generate.mutate()}
                >
                  Generate new secret
                </Button>
                {secrets.length >= MOST_SECRETS && (
                  <Text size="sm" c="dimmed">
                    Two at most: delete one first.
                  </Text>
                )}
              </Group>
            )}
          </div>
        )}
      </Asked>
      <RefusalNote error={generate.error} />
    </Stack>
  )
}
