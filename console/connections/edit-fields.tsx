import {
  Checkbox,
  PasswordInput,
  Select,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import type { Edited } from '../parts/use-edited.ts'
import { type Connection, type ConnectionValues, FIELD_NAMES } from './connection-values.ts'
import { Examination } from './examination.tsx'
import { GUIDES } from './guides.ts'
import { WellKnownField } from './well-known-field.tsx'

type Props = { edited: Edited<ConnectionValues> }
type Fields = Pick<Edited<ConnectionValues>, 'form' | 'isChanged'>

const METHODS: { value: ConnectionValues['clientAuthMethod']; label: string }[] = [
  { value: 'client_secret_basic', label: 'Client secret, in the Authorization header' },
  { value: 'client_secret_post', label: 'Client secret, in the body' },
  { value: 'private_key_jwt', label: 'Private key' },
  { value: 'none', label: 'None (public client)' },
]

const LINKINGS = [
  { value: 'refuse', label: 'Refuse the sign-in' },
  { value: 'prove', label: 'Ask for the account’s password once, then tie it' },
]

function useLabel({ edited }: { edited: Fields }) {
  return (key: keyof ConnectionValues) => (
    <Label text={FIELD_NAMES[key]} changed={edited.isChanged(key)} />
  )
}

export function ProviderFields({ edited, connection }: Props & { connection: Connection }) {
  const { form } = edited
  const label = useLabel({ edited })
  const { clientAuthMethod: method, wellKnownUrl } = form.getValues()
  const isElsewhere = wellKnownUrl.trim() !== connection.wellKnownUrl
  const stored = isElsewhere
    ? 'The address leads to another provider now, so the stored one is not used: type it again.'
    : 'One is stored. Leave this empty to keep it.'
  return (
    <Stack gap="lg">
      <TextInput
        label={label('name')}
        description="Its button says “Sign in with …”, unless it has a text of its own below."
        withAsterisk
        {...form.getInputProps('name')}
      />
      <WellKnownField
        guide={GUIDES[connection.template]}
        label={label('wellKnownUrl')}
        value={wellKnownUrl}
        error={form.errors.wellKnownUrl}
        onChange={(value) => form.setFieldValue('wellKnownUrl', value)}
      />
      <Examination
        address={wellKnownUrl}
        clientId={form.getValues().clientId}
        slug={connection.slug}
      />
      <TextInput
        label={label('clientId')}
        spellCheck={false}
        withAsterisk
        {...form.getInputProps('clientId')}
      />
      <Select
        label={label('clientAuthMethod')}
        data={METHODS}
        value={method}
        error={form.errors.clientAuthMethod}
        onChange={(value) => {
          const chosen = METHODS.find((one) => one.value === value)?.value
          if (chosen) form.setFieldValue('clientAuthMethod', chosen)
        }}
      />
      {method.startsWith('client_secret') && (
        <PasswordInput
          label={label('clientSecret')}
          description={connection.hasClientSecret ? stored : 'None is stored yet.'}
          autoComplete="off"
          {...form.getInputProps('clientSecret')}
        />
      )}
      {method.startsWith('client_secret') && (
        <TextInput
          type="date"
          label={label('secretExpiresOn')}
          description="As the provider showed it when the secret was made. You are warned from 30 days ahead."
          {...form.getInputProps('secretExpiresOn')}
        />
      )}
      {method === 'private_key_jwt' && (
        <Textarea
          label={label('privateKey')}
          description={connection.hasPrivateKey ? stored : 'A private JWK, as JSON.'}
          autosize
          minRows={3}
          spellCheck={false}
          {...form.getInputProps('privateKey')}
        />
      )}
    </Stack>
  )
}

export function PeopleFields({ edited }: Props) {
  return (
    <Stack gap="lg">
      <FirstSignInFields edited={edited} />
      <Checkbox
        label={
          <Label
            text="Signing out here signs out there too"
            changed={edited.isChanged('signOutAtProvider')}
          />
        }
        description="The browser is sent to the provider, and comes back."
        {...edited.form.getInputProps('signOutAtProvider', { type: 'checkbox' })}
      />
    </Stack>
  )
}

/** What decides about somebody whom this connection has not brought before. */
export function FirstSignInFields({ edited }: { edited: Fields }) {
  const { form } = edited
  const label = useLabel({ edited })
  return (
    <>
      <Checkbox
        label={
          <Label text="Make an account at the first sign-in" changed={edited.isChanged('signUp')} />
        }
        description="If the organization allows it. Otherwise only people who are here already can come this way."
        {...form.getInputProps('signUp', { type: 'checkbox' })}
      />
      <Select
        label={label('linking')}
        description="When a first sign-in meets an account with the same address or login, and no trusted domain ties it."
        data={LINKINGS}
        allowDeselect={false}
        value={form.getValues().linking}
        error={form.errors.linking}
        onChange={(value) => form.setFieldValue('linking', value === 'prove' ? 'prove' : 'refuse')}
      />
      <TagsInput
        size="md"
        label={label('trustedDomains')}
        description="Domains whose addresses this provider is believed to have checked. Only they tie people to accounts that are here already. Enter adds one."
        placeholder="example.com"
        value={form.getValues().trustedDomains}
        error={form.errors.trustedDomains}
        onChange={(domains) => form.setFieldValue('trustedDomains', domains)}
      />
      <TagsInput
        size="md"
        label={label('homeDomains')}
        description="Where the login screen asks for the e-mail first, addresses of these domains lead straight to this provider. They tie nobody to an account. Enter adds one."
        placeholder="example.com"
        value={form.getValues().homeDomains}
        error={form.errors.homeDomains}
        onChange={(domains) => form.setFieldValue('homeDomains', domains)}
      />
    </>
  )
}

const CLAIMS = [
  ['email', 'Claim with the e-mail address'],
  ['name', 'Claim with the name'],
  ['login', 'Claim with the login'],
  ['groups', 'Claim with the groups'],
] as const

export function ClaimFields({ edited }: Props) {
  const { form } = edited
  const label = useLabel({ edited })
  return (
    <Stack gap="lg">
      <TagsInput
        size="md"
        label={label('scopes')}
        description="openid must be among them. Enter adds one."
        value={form.getValues().scopes}
        error={form.errors.scopes}
        onChange={(scopes) => form.setFieldValue('scopes', scopes)}
      />
      {CLAIMS.map(([claim, text]) => (
        <TextInput
          key={claim}
          label={text}
          spellCheck={false}
          {...form.getInputProps(`claims.${claim}`)}
        />
      ))}
    </Stack>
  )
}
