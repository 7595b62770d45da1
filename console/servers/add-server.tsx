import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, take } from '../api/client.ts'
import { CreationForm } from '../parts/creation-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { start } from '../start.ts'
import { SERVERS_LIST } from './server-api.ts'

export function AddServer() {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const creation = useCreation({
    initial: { slug: '', name: '', audience: '' },
    fieldOf: (path) => path.replace(/^settings\./, ''),
    create: async ({ slug, name, audience }) => {
      const settings = { ...(name && { name }), ...(audience && { audience }) }
      const made = await take(api.POST('/authorization-servers', { body: { slug, settings } }))
      await queries.invalidateQueries({ queryKey: SERVERS_LIST })
      leaveFreely(() => navigate(`/authorization-servers/${made.id}`))
    },
  })
  const { form } = creation
  const { slug } = form.getValues()
  return (
    <>
      <ScreenHead
        title="Add authorization server"
        back={{ label: 'Authorization servers', path: '/authorization-servers' }}
      />
      <CreationForm creation={creation} act="Add server">
        <TextInput
          label="Short name in addresses"
          description={`Its issuer becomes ${start.organization.url}/oauth2/${slug || '…'}, for good.`}
          withAsterisk
          {...form.getInputProps('slug')}
        />
        <TextInput label="Name" {...form.getInputProps('name')} />
        <TextInput
          label="Audience"
          description="The aud of its access tokens: the API they are for, such as https://api.example.com."
          {...form.getInputProps('audience')}
        />
      </CreationForm>
    </>
  )
}
