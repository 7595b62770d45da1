import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { PictureField } from '../parts/picture-field.tsx'
import type { Edited } from '../parts/use-edited.ts'
import { mayWrite, start } from '../start.ts'
import { type AppearanceValues, FIELD_NAMES } from './appearance-values.ts'

type Props = { edited: Edited<AppearanceValues> }

const MOST_LINKS = 4

export function ColourFields({ edited }: Props) {
  const { form, isChanged } = edited
  const { name } = start.organization
  return (
    <Stack gap="lg">
      <PictureField
        label={FIELD_NAMES.logo}
        shownLabel={<Label text={FIELD_NAMES.logo} changed={isChanged('logo')} />}
        help="Beside the name, on white in dark pages too. Without one, its initials are shown."
        name={name}
        value={form.getValues().logo}
        error={form.errors.logo}
        readOnly={!mayWrite}
        onChange={(logo) => form.setFieldValue('logo', logo)}
      />
      <ColourField
        edited={edited}
        field="accent"
        help="Of buttons, links and the ring around what has the focus. Empty is Latchkey's own."
      />
      <ColourField
        edited={edited}
        field="accentDark"
        help="Empty follows from the one above, lighter where it must be."
      />
    </Stack>
  )
}

function ColourField({
  edited: { form, isChanged },
  field,
  help,
}: Props & { field: 'accent' | 'accentDark'; help: string }) {
  const error = form.errors[field]
  const value = form.getValues()[field].trim().toLowerCase()
  const isWhole = /^#[0-9a-f]{6}$/.test(value)
  // The refusal ends with the colour that it proposes.
  const [, nearest] = /nearest that passes is (#[0-9a-f]{6})/.exec(String(error ?? '')) ?? []
  return (
    <div>
      <TextInput
        label={<Label text={FIELD_NAMES[field]} changed={isChanged(field)} />}
        description={help}
        placeholder="#0b5fff"
        spellCheck={false}
        leftSection={
          <input
            type="color"
            className="swatch"
            aria-label={`${FIELD_NAMES[field]}: pick one`}
            value={isWhole ? value : '#8a5a00'}
            onChange={(event) => form.setFieldValue(field, event.currentTarget.value)}
          />
        }
        {...form.getInputProps(field)}
      />
      {nearest && (
        <Button
          mt="xs"
          size="sm"
          variant="default"
          onClick={() => form.setFieldValue(field, nearest)}
        >
          Use {nearest}
        </Button>
      )}
    </div>
  )
}

export function TextFields({ edited: { form, isChanged } }: Props) {
  return (
    <Stack gap="lg">
      <TextInput
        label={<Label text={FIELD_NAMES.heading} changed={isChanged('heading')} />}
        placeholder={`Sign in to ${start.organization.name}`}
        maxLength={80}
        {...form.getInputProps('heading')}
      />
      <Textarea
        size="md"
        label={<Label text={FIELD_NAMES.intro} changed={isChanged('intro')} />}
        description="Such as whom to ask. Plain text, 600 characters at most."
        autosize
        minRows={2}
        maxLength={600}
        {...form.getInputProps('intro')}
      />
    </Stack>
  )
}

export function LinkFields({ edited: { form } }: Props) {
  const { links } = form.getValues()
  return (
    <Stack gap="lg">
      {links.map((_, i) => (
        <Group
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are told apart by their place
          key={i}
          align="flex-start"
          gap="xs"
        >
          <TextInput
            flex="1 1 120px"
            label={`Text of link ${i + 1}`}
            placeholder="Help desk"
            maxLength={40}
            {...form.getInputProps(`links.${i}.label`)}
          />
          <TextInput
            flex="2 1 200px"
            label={`Address of link ${i + 1}`}
            placeholder="mailto:help@example.com"
            inputMode="url"
            spellCheck={false}
            {...form.getInputProps(`links.${i}.href`)}
          />
          <Button
            variant="subtle"
            aria-label={`Remove link ${i + 1}`}
            onClick={() =>
              form.setFieldValue(
                'links',
                links.filter((__, other) => other !== i),
              )
            }
          >
            Remove
          </Button>
        </Group>
      ))}
      {mayWrite && links.length < MOST_LINKS && (
        <Group>
          <Button
            variant="default"
            onClick={() => form.setFieldValue('links', [...links, { label: '', href: '' }])}
          >
            Add a link
          </Button>
        </Group>
      )}
    </Stack>
  )
}
