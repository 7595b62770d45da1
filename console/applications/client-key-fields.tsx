import { Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { FIELD_NAMES } from './application-values.ts'
import type { FieldsProps } from './fields.ts'

/** The keys with which is checked what the application signs. */
export function ClientKeyFields({ form, isChanged }: FieldsProps) {
  const { from } = form.getValues().clientKeys
  const fault = form.errors['clientKeys.saved']
  return (
    <Stack gap="md">
      <Radio.Group
        label={<Label text={FIELD_NAMES.clientKeys} changed={isChanged('clientKeys')} />}
        size="md"
        value={from}
        onChange={(value) => {
          form.setFieldValue('clientKeys.from', value === 'address' ? 'address' : 'saved')
          form.clearErrors()
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="saved" label="Save keys in Latchkey" />
          <Radio value="address" label="Use a URL to fetch keys dynamically" />
        </Stack>
      </Radio.Group>
      {from === 'saved' ? (
        <Textarea
          label="Public key or JWK Set"
          description="As JSON. Only public keys: the private ones stay with the application."
          placeholder={'{ "kty": "RSA", "kid": "…", "n": "…", "e": "AQAB" }'}
          autosize
          minRows={4}
          maxRows={16}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('clientKeys.saved')}
        />
      ) : (
        <TextInput
          label="Address of the public keys"
          description="Where the application publishes its JWK Set. The keys are read from there."
          inputMode="url"
          {...form.getInputProps('clientKeys.address')}
          error={form.errors['clientKeys.address'] ?? fault}
        />
      )}
    </Stack>
  )
}
