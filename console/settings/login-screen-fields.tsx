import { Checkbox, NumberInput, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Schemas } from '../api/schema.d.ts'

type Policy = Schemas['Organization']['settings']['signInPolicy']
type Props = Readonly<{ label: ReactNode; value: Policy; onChange: (policy: Policy) => void }>

const DAY_MS = 24 * 60 * 60_000

const FIELDS = [
  [
    'emailFirst',
    'Asks for the e-mail first',
    'Its domain leads to the connection that has it, or to the password. The other ways are a link away.',
  ],
  [
    'automaticRedirect',
    'Goes to the only connection at once',
    'Where passwords are off and one connection is the only way in. The screen still shows after a sign-out or a failure.',
  ],
] as const

export function LoginScreenFields({ label, value, onChange }: Props) {
  return (
    <Stack gap="lg">
      <Checkbox.Group
        label={label}
        size="md"
        value={FIELDS.map(([name]) => name).filter((name) => value[name])}
        onChange={(chosen) =>
          onChange({
            ...value,
            emailFirst: chosen.includes('emailFirst'),
            automaticRedirect: chosen.includes('automaticRedirect'),
          })
        }
      >
        {FIELDS.map(([name, text, description]) => (
          <Checkbox key={name} value={name} label={text} description={description} mt="xs" />
        ))}
      </Checkbox.Group>
      <NumberInput
        label="People may stay signed in for, in days"
        description="They tick a box at the password, and their session outlives the browser. Empty: nobody is asked."
        min={1}
        max={90}
        allowDecimal={false}
        value={value.rememberMs === null ? '' : value.rememberMs / DAY_MS}
        onChange={(days) =>
          onChange({ ...value, rememberMs: Number(days) > 0 ? Number(days) * DAY_MS : null })
        }
      />
    </Stack>
  )
}
