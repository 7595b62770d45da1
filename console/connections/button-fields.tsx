import { Stack, TextInput } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { PictureField } from '../parts/picture-field.tsx'
import type { Edited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import { type ConnectionValues, FIELD_NAMES } from './connection-values.ts'

/** What its button on the login screen says and shows. */
export function ButtonFields({ edited }: { edited: Edited<ConnectionValues> }) {
  const { form, isChanged } = edited
  const { name, icon } = form.getValues()
  return (
    <Stack gap="lg">
      <TextInput
        label={<Label text={FIELD_NAMES.buttonLabel} changed={isChanged('buttonLabel')} />}
        description="All of it. Empty says what follows from the name."
        placeholder={`Sign in with ${name}`}
        maxLength={60}
        {...form.getInputProps('buttonLabel')}
      />
      <PictureField
        label={FIELD_NAMES.icon}
        shownLabel={<Label text={FIELD_NAMES.icon} changed={isChanged('icon')} />}
        help="Without one, a plain sign of the kind of provider is shown."
        name={name}
        value={icon}
        error={form.errors.icon}
        readOnly={!mayWrite}
        onChange={(chosen) => form.setFieldValue('icon', chosen)}
      />
    </Stack>
  )
}
