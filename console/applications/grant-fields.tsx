import { Alert, Checkbox, Group, Input, Radio, Stack, Text } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { DEVICE_CODE, type GrantType, withGrant } from './application-values.ts'
import type { FieldsProps } from './fields.ts'

/** Which ways to tokens the application has, in the groups that guides speak of. */
export function GrantFields({ form, isChanged, type }: FieldsProps) {
  const { grantTypes, implicit } = form.getValues()
  const has = (grant: GrantType) => grantTypes.includes(grant)
  const box = (grant: GrantType, label: string, description: string, fixed = false) => (
    <Checkbox
      label={label}
      description={description}
      checked={has(grant)}
      disabled={fixed}
      onChange={(event) =>
        form.setFieldValue('grantTypes', withGrant(grantTypes, grant, event.currentTarget.checked))
      }
    />
  )
  const changed = isChanged('grantTypes') || isChanged('implicit')
  return (
    <Input.Wrapper
      labelElement="div"
      size="md"
      label={<Label text="Grant type" changed={changed} />}
      error={form.errors.grantTypes}
    >
      <Stack gap="md" mt="xs">
        {(type === 'web' || type === 'service') && (
          <Stack gap="xs" role="group" aria-label="Client acting on behalf of itself">
            <Text size="sm" c="dimmed">
              Client acting on behalf of itself
            </Text>
            {box(
              'client_credentials',
              'Client Credentials',
              'The application signs in as itself, with no person present.',
              type === 'service',
            )}
          </Stack>
        )}
        {type !== 'service' && (
          <Stack gap="xs" role="group" aria-label="Client acting on behalf of a user">
            <Text size="sm" c="dimmed">
              Client acting on behalf of a user
            </Text>
            {box(
              'authorization_code',
              'Authorization Code',
              'The usual way: the browser brings a code, the application changes it for tokens.',
              type !== 'browser',
            )}
            {box('refresh_token', 'Refresh Token', 'New tokens without asking the person again.')}
            {box(DEVICE_CODE, 'Device Authorization', 'For devices without a keyboard.')}
            {box(
              'implicit',
              'Implicit (hybrid)',
              'Tokens that come through the browser itself. Choose which, below.',
            )}
            {has('implicit') && <ImplicitBoxes form={form} implicit={implicit} />}
          </Stack>
        )}
      </Stack>
    </Input.Wrapper>
  )
}

type ImplicitProps = Pick<FieldsProps, 'form'> & {
  implicit: { idToken: boolean; accessToken: boolean }
}

function ImplicitBoxes({ form, implicit }: ImplicitProps) {
  const { errors } = form
  return (
    <Stack gap="xs" ms="xl">
      <Checkbox
        label="Allow ID Token with implicit grant type"
        checked={implicit.idToken}
        onChange={(event) => form.setFieldValue('implicit.idToken', event.currentTarget.checked)}
      />
      <Checkbox
        label="Allow Access Token with implicit grant type"
        checked={implicit.accessToken}
        onChange={(event) =>
          form.setFieldValue('implicit.accessToken', event.currentTarget.checked)
        }
      />
      {(errors.implicit || !(implicit.idToken || implicit.accessToken)) && (
        <Alert color="brass">
          Implicit (hybrid) does nothing until the ID token, the access token or both are allowed.
        </Alert>
      )}
    </Stack>
  )
}

/** Shown once the application may have refresh tokens. */
export function RefreshTokenFields({ form, isChanged }: FieldsProps) {
  const { grantTypes, refreshToken } = form.getValues()
  if (!grantTypes.includes('refresh_token')) return null
  return (
    <Radio.Group
      label={<Label text="Refresh token behavior" changed={isChanged('refreshToken')} />}
      description="A rotated token can be used once; one that comes back a second time ends the whole grant."
      size="md"
      value={refreshToken.rotation}
      onChange={(rotation) =>
        form.setFieldValue('refreshToken', {
          ...refreshToken,
          rotation: rotation === 'ROTATE' ? 'ROTATE' : 'STATIC',
        })
      }
    >
      <Group mt="xs" gap="lg">
        <Radio value="ROTATE" label="Rotate token after every use" />
        <Radio value="STATIC" label="Use persistent token" />
      </Group>
    </Radio.Group>
  )
}
