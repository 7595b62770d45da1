import { Group, PasswordInput, Radio, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { CopyBox } from '../parts/copy-box.tsx'
import { publicPart } from './public-part.ts'

export type NewValues = {
  name: string
  slug: string
  wellKnownUrl: string
  clientId: string
  clientAuth: 'secret' | 'key'
  clientSecret: string
  privateKey: string
}
/** Of what was typed, only what the choice shows is sent. */
export function authenticationOf({
  clientAuth,
  clientSecret,
  privateKey,
}: Pick<NewValues, 'clientAuth' | 'clientSecret' | 'privateKey'>) {
  if (clientAuth === 'key') return { clientAuthMethod: 'private_key_jwt', privateKey } as const
  if (clientSecret === '') return { clientAuthMethod: 'none' } as const
  return { clientAuthMethod: 'client_secret_basic', clientSecret } as const
}

type Props = { form: UseFormReturnType<NewValues> }

export function NewNameFields({ form, isFirst }: Props & { isFirst: boolean }) {
  const { name } = form.getValues()
  return (
    <>
      <TextInput
        label="Name on the button"
        description={
          name ? `People will see “Sign in with ${name}”.` : 'People will see “Sign in with …”.'
        }
        withAsterisk
        {...form.getInputProps('name')}
      />
      {!isFirst && (
        <TextInput
          label="Short name in addresses"
          description="Part of the redirect URI. Choose it before you copy that."
          withAsterisk
          {...form.getInputProps('slug')}
        />
      )}
    </>
  )
}

export function CredentialFields({ form }: Props) {
  const { clientAuth } = form.getValues()
  return (
    <>
      <TextInput
        label="Client ID"
        autoComplete="off"
        spellCheck={false}
        withAsterisk
        {...form.getInputProps('clientId')}
      />
      <Radio.Group
        label="Client authentication"
        size="md"
        value={clientAuth}
        error={form.errors.clientAuthMethod}
        onChange={(value) => form.setFieldValue('clientAuth', value === 'key' ? 'key' : 'secret')}
      >
        <Group gap="lg" mt="xs">
          <Radio value="secret" label="Client secret" />
          <Radio value="key" label="Private key" />
        </Group>
      </Radio.Group>
      {clientAuth === 'secret' ? (
        <PasswordInput
          label="Client secret"
          description="Stored sealed, and never shown again."
          autoComplete="off"
          {...form.getInputProps('clientSecret')}
        />
      ) : (
        <PrivateKeyField form={form} />
      )}
    </>
  )
}

function PrivateKeyField({ form }: Props) {
  const shared = publicPart(form.getValues().privateKey)
  return (
    <>
      <Textarea
        label="Private key"
        description="A private JWK, as JSON. Stored sealed, and never shown again."
        placeholder={'{ "kty": "RSA", "kid": "…", "n": "…", "e": "AQAB", "d": "…" }'}
        autosize
        minRows={4}
        maxRows={12}
        autoComplete="off"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...form.getInputProps('privateKey')}
      />
      {shared && (
        <CopyBox
          label="Public key"
          value={shared}
          help="Register it with the application at the provider."
        />
      )}
    </>
  )
}
