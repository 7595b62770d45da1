import { Checkbox, TextInput } from '@mantine/core'
import { AddressList } from '../parts/address-list.tsx'
import { Label } from '../parts/edit-form.tsx'
import { PictureField } from '../parts/picture-field.tsx'
import { mayWrite } from '../start.ts'
import { FIELD_NAMES } from './application-values.ts'
import type { FieldsProps } from './fields.ts'

const EXAMPLES = {
  web: 'https://app.example.com/sso/openid',
  browser: 'https://app.example.com/login/callback',
  native: 'com.example.app:/callback',
  service: '',
}

export function NameFields({ form, isChanged }: FieldsProps) {
  return (
    <>
      <TextInput
        label={<Label text={FIELD_NAMES.label} changed={isChanged('label')} />}
        description="People see it on their dashboard and when they sign in."
        withAsterisk
        {...form.getInputProps('label')}
      />
      <PictureField
        label={FIELD_NAMES.logo}
        shownLabel={<Label text={FIELD_NAMES.logo} changed={isChanged('logo')} />}
        help="For its tile. Without one, its initials are shown."
        name={form.getValues().label}
        value={form.getValues().logo}
        error={form.errors.logo}
        readOnly={!mayWrite}
        onChange={(logo) => form.setFieldValue('logo', logo)}
      />
      <TextInput
        label={<Label text="Logo URI (Optional)" changed={isChanged('logoUri')} />}
        description="The https address of a picture that is kept elsewhere, shown where there is no logo above."
        inputMode="url"
        placeholder="https://app.example.com/logo.png"
        {...form.getInputProps('logoUri')}
      />
    </>
  )
}

export function RedirectFields({ form, isChanged, type }: FieldsProps) {
  const values = form.getValues()
  if (type === 'service') return null
  return (
    <>
      <AddressList
        label={FIELD_NAMES.redirectUris}
        shownLabel={<Label text={FIELD_NAMES.redirectUris} changed={isChanged('redirectUris')} />}
        help="Where people are sent back to after they signed in. The application must ask for exactly one of these, to the last character."
        placeholder={EXAMPLES[type]}
        path="redirectUris"
        values={values.redirectUris}
        errors={form.errors}
        onChange={(uris) => form.setFieldValue('redirectUris', uris)}
      />
      <Checkbox
        label="Allow wildcard * in sign-in redirect URIs"
        description="For preview deployments, such as https://pr-*.example.com/callback. Everybody who can get such a name can get codes."
        checked={values.wildcardRedirect === 'SUBDOMAIN'}
        onChange={(event) =>
          form.setFieldValue(
            'wildcardRedirect',
            event.currentTarget.checked ? 'SUBDOMAIN' : 'DISABLED',
          )
        }
      />
      <AddressList
        label={FIELD_NAMES.postLogoutRedirectUris}
        shownLabel={
          <Label
            text={`${FIELD_NAMES.postLogoutRedirectUris} (Optional)`}
            changed={isChanged('postLogoutRedirectUris')}
          />
        }
        help="Where people may be sent after they signed out."
        placeholder="https://app.example.com/"
        path="postLogoutRedirectUris"
        values={values.postLogoutRedirectUris}
        errors={form.errors}
        onChange={(uris) => form.setFieldValue('postLogoutRedirectUris', uris)}
      />
    </>
  )
}

/** Needed by programs that run in a browser and call the token endpoint themselves. */
export function OriginFields({ form, isChanged }: FieldsProps) {
  return (
    <AddressList
      label={FIELD_NAMES.trustedOrigins}
      shownLabel={<Label text="Trusted origins (Optional)" changed={isChanged('trustedOrigins')} />}
      help="Pages that may ask for tokens by script: scheme, host and port, without a path."
      placeholder="https://app.example.com"
      path="trustedOrigins"
      values={form.getValues().trustedOrigins}
      errors={form.errors}
      onChange={(origins) => form.setFieldValue('trustedOrigins', origins)}
    />
  )
}
