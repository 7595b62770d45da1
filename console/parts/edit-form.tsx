import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { RefusalNote } from './asked.tsx'
import type { Edited } from './use-edited.ts'

type Props<V extends Record<string, unknown>> = {
  edited: Edited<V>
  /** How fields are called, to name the ones that somebody else changed. */
  labels: Partial<Record<keyof V & string, string>>
  readOnly?: boolean
  /** What else can be done about a refusal. */
  remedy?: ReactNode
  children: ReactNode
}

/** One column, and a bar that appears with the first change and says what it will do. */
export function EditForm<V extends Record<string, unknown>>(props: Props<V>) {
  const { edited, labels, readOnly = false, remedy, children } = props
  const { changedFields, conflict, problem, saving, submit, discard } = edited
  const count = changedFields.length
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (count > 0) void submit()
      }}
    >
      <fieldset disabled={readOnly} className="plain">
        <Stack gap="lg">{children}</Stack>
      </fieldset>
      {count > 0 && (
        <div className="save-bar">
          {/* Where the button is: at the end of a long form nobody would see it. */}
          {conflict && (
            <Alert color="bad" role="alert" mb="sm" title="Somebody else saved this meanwhile">
              They changed {list(conflict.theirs.map((key) => labels[key] ?? key))}. What you typed
              is still here, beside what they saved. Look it over, then save again.
            </Alert>
          )}
          {Boolean(problem) && (
            <Stack mb="sm">
              <RefusalNote error={problem} />
              {remedy}
            </Stack>
          )}
          <Group justify="space-between">
            <Text size="sm">
              {count === 1 ? 'One change is' : `${count} changes are`} not saved yet.
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={discard} disabled={saving}>
                Discard
              </Button>
              <Button type="submit" loading={saving}>
                Save
              </Button>
            </Group>
          </Group>
        </div>
      )}
    </form>
  )
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words.length > 0 ? words : ['something'])
}

/** A field's name, marked while it differs from what is saved. */
export function Label({ text, changed }: { text: string; changed: boolean }) {
  return (
    <>
      {text}
      {changed && <span className="changed">changed</span>}
    </>
  )
}
