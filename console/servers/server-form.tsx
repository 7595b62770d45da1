import { NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Versioned } from '../api/client.ts'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import {
  changeServer,
  readServer,
  SERVERS_LIST,
  type Server as ServerView,
  serverKey,
} from './server-api.ts'

const MINUTE_MS = 60_000

type Values = Omit<ServerView['settings'], 'scopes' | 'claims' | 'accessPolicies'>
const NAMES: Record<keyof Values, string> = {
  name: 'Name',
  audience: 'Audience',
  signingAlg: 'Signing algorithm',
  accessTokenMs: 'Access tokens live, in minutes',
  idTokenMs: 'ID tokens live, in minutes',
  refreshTokenMs: 'Refresh tokens live, in minutes',
}

function versionOf({ value, etag }: Versioned<ServerView>): Versioned<Values> {
  const { scopes, claims, accessPolicies, ...settings } = value.settings
  return { value: settings, etag }
}

export function ServerForm({ loaded }: { loaded: Versioned<ServerView> }) {
  const { id } = loaded.value
  const queries = useQueryClient()
  const remember = (now: Versioned<ServerView>) => {
    queries.setQueryData(serverKey(id), now)
    void queries.invalidateQueries({ queryKey: SERVERS_LIST })
    return versionOf(now)
  }
  const edited = useEdited<Values>({
    loaded: versionOf(loaded),
    fieldOf: (path) => path.replace(/^settings\./, ''),
    reload: async () => remember(await readServer(id)),
    save: async (changed, etag) => remember(await changeServer(id, etag, changed)),
  })
  const { form, isChanged } = edited
  const values = form.getValues()
  const label = (key: keyof Values) => <Label text={NAMES[key]} changed={isChanged(key)} />
  const minutes = (key: 'accessTokenMs' | 'idTokenMs' | 'refreshTokenMs') => (
    <NumberInput
      label={label(key)}
      min={1}
      allowDecimal={false}
      value={values[key] / MINUTE_MS}
      error={form.errors[key]}
      onChange={(value) => form.setFieldValue(key, Number(value) * MINUTE_MS)}
    />
  )
  return (
    <EditForm edited={edited} labels={NAMES} readOnly={!mayWrite}>
      <Section title="Settings">
        <Stack gap="lg">
          <TextInput label={label('name')} withAsterisk {...form.getInputProps('name')} />
          <TextInput
            label={label('audience')}
            description="The aud of access tokens: whom they are for."
            {...form.getInputProps('audience')}
          />
          <Select
            label={label('signingAlg')}
            description="RS256 is understood by every library. Another one signs from the next rotation on."
            data={['RS256', 'ES256']}
            value={values.signingAlg}
            onChange={(alg) =>
              form.setFieldValue('signingAlg', alg === 'ES256' ? 'ES256' : 'RS256')
            }
          />
          {minutes('accessTokenMs')}
          {minutes('idTokenMs')}
          {minutes('refreshTokenMs')}
        </Stack>
      </Section>
    </EditForm>
  )
}
