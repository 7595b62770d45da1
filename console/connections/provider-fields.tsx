import { PasswordInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'

export type NewValues = {
  name: string
  slug: string
  wellKnownUrl: string
  clientId: string
  clientSecret: string
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
  return (
    <>
      <TextInput
        label="Client ID"
        autoComplete="off"
        spellCheck={false}
        withAsterisk
        {...form.getInputProps('clientId')}
      />
      <PasswordInput
        label="Client secret"
        description="Stored sealed, and never shown again."
        autoComplete="off"
        {...form.getInputProps('clientSecret')}
      />
    </>
  )
}
