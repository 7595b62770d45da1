import { Checkbox, Input, Select } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import type { ApplicationValues } from './application-values.ts'
import { ClientKeyFields } from './client-key-fields.tsx'
import type { FieldsProps } from './fields.ts'

const METHODS: { value: ApplicationValues['tokenEndpointAuthMethod']; label: string }[] = [
  { value: 'client_secret_basic', label: 'Client secret, in the Authorization header' },
  { value: 'client_secret_post', label: 'Client secret, in the body' },
  { value: 'client_secret_jwt', label: 'Client secret, as the key of a signed statement' },
  { value: 'private_key_jwt', label: 'Public key / Private key' },
  { value: 'none', label: 'None (public client, PKCE)' },
]

/** How the application proves at the token endpoint that it is itself. */
export function ClientAuthenticationFields({ form, isChanged, type }: FieldsProps) {
  const { tokenEndpointAuthMethod: method } = form.getValues()
  const isPublic = method === 'none'
  const choices = METHODS.filter(({ value }) => !(type === 'service' && value === 'none'))
  return (
    <>
      <Select
        label={
          <Label text="Client authentication" changed={isChanged('tokenEndpointAuthMethod')} />
        }
        description="How the application proves at the token endpoint that it is itself."
        data={choices}
        value={method}
        error={form.errors.tokenEndpointAuthMethod}
        onChange={(value) => {
          const chosen = METHODS.find((one) => one.value === value)?.value
          if (chosen) form.setFieldValue('tokenEndpointAuthMethod', chosen)
          if (chosen === 'none') form.setFieldValue('pkceRequired', true)
        }}
      />
      {method === 'private_key_jwt' && (
        <ClientKeyFields form={form} isChanged={isChanged} type={type} />
      )}
      {type !== 'service' && (
        <Checkbox
          label="Require PKCE as additional verification"
          description={
            isPublic
              ? 'Always on without client authentication: nothing else ties a code to the browser that asked.'
              : 'The application must send a challenge. Some older libraries do not.'
          }
          disabled={isPublic && form.getValues().pkceRequired}
          {...form.getInputProps('pkceRequired', { type: 'checkbox' })}
        />
      )}
    </>
  )
}

export function ProofOfPossessionField({ form, isChanged }: FieldsProps) {
  return (
    <Input.Wrapper
      labelElement="div"
      size="md"
      label={<Label text="Proof of possession" changed={isChanged('dpopRequired')} />}
    >
      <Checkbox
        mt="xs"
        label="Require Demonstrating Proof of Possession (DPoP) header in token requests"
        description="Tokens are bound to a key that the application holds: a stolen one is of no use. The library of the application must know DPoP."
        {...form.getInputProps('dpopRequired', { type: 'checkbox' })}
      />
    </Input.Wrapper>
  )
}

export function ConsentField({ form }: FieldsProps) {
  return (
    <Checkbox
      label="Require consent"
      description="People are asked, the first time, whether the application may know what it asks for."
      checked={form.getValues().consent === 'REQUIRED'}
      onChange={(event) =>
        form.setFieldValue('consent', event.currentTarget.checked ? 'REQUIRED' : 'TRUSTED')
      }
    />
  )
}

export function SecondFactorField({ form }: FieldsProps) {
  return (
    <Checkbox
      label="Require a second factor"
      description="Whoever opens it is asked for one if their session has none, and adds one if they have none."
      {...form.getInputProps('requiresSecondFactor', { type: 'checkbox' })}
    />
  )
}
