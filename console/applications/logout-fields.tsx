import { Checkbox, TextInput } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { FIELD_NAMES } from './application-values.ts'
import type { FieldsProps } from './fields.ts'

/** Where the application hears that a session has ended. */
export function LogoutFields({ form, isChanged }: FieldsProps) {
  const { backchannelLogoutUri, frontchannelLogoutUri } = form.getValues()
  const hears = backchannelLogoutUri.trim() !== '' || frontchannelLogoutUri.trim() !== ''
  const label = (name: 'backchannelLogoutUri' | 'frontchannelLogoutUri') => (
    <Label text={`${FIELD_NAMES[name]} (Optional)`} changed={isChanged(name)} />
  )
  return (
    <>
      <TextInput
        label={label('backchannelLogoutUri')}
        description="Told server to server, within a second and again for a day where it does not answer: when somebody signs out anywhere, is deactivated, or an administrator ends the session."
        inputMode="url"
        placeholder="https://app.example.com/backchannel-logout"
        {...form.getInputProps('backchannelLogoutUri')}
      />
      <TextInput
        label={label('frontchannelLogoutUri')}
        description="Loaded unseen by the browser in which somebody signs out. Browsers that keep other sites' cookies back may make it do nothing: prefer the one above."
        inputMode="url"
        placeholder="https://app.example.com/frontchannel-logout"
        {...form.getInputProps('frontchannelLogoutUri')}
      />
      {hears && (
        <Checkbox
          label="Name the session (sid)"
          description="ID tokens and what the application is told name the session, so that it can end that one and not all of the person's."
          {...form.getInputProps('logoutSessionRequired', { type: 'checkbox' })}
        />
      )}
    </>
  )
}
