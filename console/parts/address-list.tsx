import { Button, CloseButton, Group, Input, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useId } from 'react'

type Props = {
  label: string
  shownLabel?: ReactNode
  help: ReactNode
  placeholder?: string
  values: readonly string[]
  onChange: (values: string[]) => void
  /** By index, and of the whole. */
  errors: Readonly<Record<string, ReactNode>>
  path: string
}

/** Addresses, one a line, with a button for another one. */
export function AddressList(props: Props) {
  const { label, shownLabel, help, placeholder, values, onChange, errors, path } = props
  const id = useId()
  const shown = values.length > 0 ? values : ['']
  const replace = (index: number, value: string) =>
    onChange(shown.map((old, i) => (i === index ? value : old)))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset of the form adds nothing
    <div role="group" aria-labelledby={id}>
      <Input.Label id={id} size="md" labelElement="div">
        {shownLabel ?? label}
      </Input.Label>
      <Stack gap="xs">
        {shown.map((value, i) => (
          <Group
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are told apart by their place
            key={i}
            gap="xs"
            wrap="nowrap"
            align="flex-start"
          >
            <TextInput
              flex={1}
              aria-label={`${label}, ${i + 1}`}
              inputMode="url"
              spellCheck={false}
              autoComplete="off"
              placeholder={placeholder ?? ''}
              value={value}
              error={errors[`${path}.${i}`] ?? (i === 0 && errors[path])}
              onChange={(event) => replace(i, event.currentTarget.value)}
            />
            {shown.length > 1 && (
              <CloseButton
                size={44}
                aria-label={`Remove ${value || `line ${i + 1}`}`}
                onClick={() => onChange(shown.filter((_, other) => other !== i))}
              />
            )}
          </Group>
        ))}
      </Stack>
      <Input.Description size="md" mt={5}>
        {help}
      </Input.Description>
      <Button variant="subtle" size="sm" mt="xs" onClick={() => onChange([...shown, ''])}>
        Add another
      </Button>
    </div>
  )
}

/** Without the lines that were left empty, and the spaces that pasting brings. */
export function filled(values: readonly string[]): string[] {
  return values.map((value) => value.trim()).filter((value) => value !== '')
}
