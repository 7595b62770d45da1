import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { ApplicationPicker, PeoplePicker } from '../parts/pickers.tsx'
import { Section } from '../parts/section.tsx'
import { Faults } from './entry-dialog.tsx'
import { GRANTS, type Rule } from './rule-dialog.tsx'
import { ScopePicker } from './scope-picker.tsx'
import type { Server } from './server-api.ts'

type Preview = Schemas['TokenPreview']
type Grant = Rule['grantTypes'][number]

/** What a request would bring, said by those who answer real ones. It makes no token. */
export function TokenPreview({
  server,
  applicationId,
}: {
  server: Server
  applicationId?: string
}) {
  const [application, setApplication] = useState(applicationId ? [applicationId] : [])
  const [people, setPeople] = useState<string[]>([])
  const [grantType, setGrantType] = useState<Grant>('authorization_code')
  const [scopes, setScopes] = useState(['openid', 'profile', 'email'])
  const isForItself = grantType === 'client_credentials'
  const preview = useMutation({
    mutationFn: async () => {
      const [userId] = isForItself ? [] : people
      const [chosen = ''] = application
      const body = { applicationId: chosen, grantType, scopes, ...(userId && { userId }) }
      const params = { path: { id: server.id } }
      return take(api.POST('/authorization-servers/{id}/preview', { params, body }))
    },
  })
  const isComplete = application.length > 0 && (isForItself || people.length > 0)
  return (
    <Stack gap="lg" className="form">
      <Section
        title="Token preview"
        description="What this server would answer. Nothing is kept, and no token is made."
      >
        {!applicationId && (
          <ApplicationPicker
            label="Application"
            value={application}
            onChange={(ids) => setApplication(ids.slice(-1))}
          />
        )}
        <Select
          label="Grant type"
          allowDeselect={false}
          data={GRANTS}
          value={grantType}
          onChange={(value) => setGrantType(value as Grant)}
        />
        {!isForItself && (
          <PeoplePicker
            label="Person"
            value={people}
            onChange={(ids) => setPeople(ids.slice(-1))}
          />
        )}
        <ScopePicker
          label="Scopes"
          own={server.settings.scopes.map(({ name }) => name)}
          value={scopes}
          onChange={setScopes}
        />
        <Group>
          <Button
            disabled={!isComplete}
            loading={preview.isPending}
            onClick={() => preview.mutate()}
          >
            Preview tokens
          </Button>
        </Group>
        <Faults error={preview.error} />
      </Section>
      {preview.data && <Result preview={preview.data} />}
    </Stack>
  )
}

function Result({ preview }: { preview: Preview }) {
  const { policy, rule, refusal, idToken, accessToken } = preview
  return (
    <Section title={refusal ? 'Refused' : 'Allowed'}>
      <div role="status">
        {refusal ? (
          <Alert color="bad">
            <Text>Expected: {refusal.expected}</Text>
            <Text>Received: {refusal.received}</Text>
          </Alert>
        ) : (
          <Text>
            {rule === null
              ? 'The person is assigned to the application; this server has no policies.'
              : `The rule “${rule}” of the policy “${policy}” lets it in.`}
          </Text>
        )}
      </div>
      {idToken && <Claims title="ID token" claims={idToken} />}
      {accessToken && <Claims title="Access token" claims={accessToken} />}
      {!refusal && !accessToken && (
        <Text c="dimmed">The access token is for this server alone to read.</Text>
      )}
    </Section>
  )
}

function Claims({ title, claims }: { title: string; claims: Record<string, unknown> }) {
  return (
    <Stack gap="xs">
      <Text fw={600}>{title}</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className="snippet" tabIndex={0}>
        {JSON.stringify(claims, null, 2)}
      </pre>
    </Stack>
  )
}
