import { MultiSelect, NumberInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { CreationForm } from '../parts/creation-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { TOKENS_KEY, tellToken } from './token-api.ts'

type Scope = Schemas['ApiTokenCreation']['scopes'][number]

const SCOPES: readonly Scope[] = [
  'organization.read',
  'organization.write',
  'applications.read',
  'applications.write',
  'connections.read',
  'connections.write',
  'people.read',
  'people.write',
  'groups.read',
  'groups.write',
  'sessions.read',
  'sessions.write',
  'servers.read',
  'servers.write',
  'signins.read',
  'events.read',
]

export function MakeToken() {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const creation = useCreation({
    initial: { name: '', scopes: [] as Scope[], expiresInDays: 90 },
    create: async (body) => {
      const { token } = await take(api.POST('/api-tokens', { body }))
      tellToken(token)
      await queries.invalidateQueries({ queryKey: TOKENS_KEY })
      leaveFreely(() => navigate('/settings/api-tokens'))
    },
  })
  const { form } = creation
  const { scopes, expiresInDays } = form.getValues()
  return (
    <>
      <ScreenHead
        title="Make a token"
        back={{ label: 'API tokens', path: '/settings/api-tokens' }}
      />
      <CreationForm creation={creation} act="Make the token">
        <TextInput
          label="Name"
          description="What program it is for."
          withAsterisk
          {...form.getInputProps('name')}
        />
        <MultiSelect
          label="Scopes"
          description="What the program may do. It never may do more than you."
          withAsterisk
          searchable
          data={[...SCOPES]}
          value={scopes}
          error={form.errors.scopes}
          onChange={(chosen) =>
            form.setFieldValue(
              'scopes',
              SCOPES.filter((scope) => chosen.includes(scope)),
            )
          }
        />
        <NumberInput
          label="Ends after, in days"
          min={1}
          max={365}
          allowDecimal={false}
          value={expiresInDays}
          error={form.errors.expiresInDays}
          onChange={(days) => form.setFieldValue('expiresInDays', Number(days))}
        />
      </CreationForm>
    </>
  )
}
