import { Alert, Button, List, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { recognise } from './connection-api.ts'
import type { Guide } from './guides.ts'

type Props = {
  guide: Guide
  label?: ReactNode
  value: string
  error: ReactNode
  onChange: (value: string) => void
}

/** Takes what people paste, says what it is, and offers the well-known URL that was meant. */
export function WellKnownField({ guide, label = 'Well-known URL', value, error, onChange }: Props) {
  const look = useMutation({ mutationFn: recognise })
  const told = look.data
  const meant = told?.wellKnownUrl
  const isOther = meant != null && meant !== value.trim()
  return (
    <Stack gap="xs">
      <TextInput
        label={label}
        description={guide.wellKnownHelp}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        withAsterisk
        placeholder={guide.wellKnownExample}
        value={value}
        error={error}
        onChange={(event) => {
          look.reset()
          onChange(event.currentTarget.value)
        }}
        onBlur={() => value.trim() && look.mutate(value)}
      />
      {told && (isOther || told.notes.length > 0) && (
        <Alert color="brass" role="status">
          <Stack gap="xs" align="flex-start">
            {told.notes.length > 0 && (
              <List>
                {told.notes.map((note) => (
                  <List.Item key={note}>{note}</List.Item>
                ))}
              </List>
            )}
            {isOther && (
              <>
                <Text ff="monospace" size="sm">
                  {meant}
                </Text>
                <Button variant="default" size="sm" onClick={() => onChange(meant)}>
                  Use this address
                </Button>
              </>
            )}
          </Stack>
        </Alert>
      )}
    </Stack>
  )
}
