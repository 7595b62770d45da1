import { Radio, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Schemas } from '../api/schema.d.ts'

type Choice = Schemas['Organization']['settings']['secondFactor']

const CHOICES: { value: Choice; label: string; description: string }[] = [
  {
    value: 'optional',
    label: 'Asked of those who have one',
    description: 'People may add a passkey or an authenticator app in their account.',
  },
  {
    value: 'required',
    label: 'Asked of everybody',
    description: 'Whoever has none adds one at their next sign-in.',
  },
  {
    value: 'off',
    label: 'Asked of nobody',
    description: 'Unless a group or an application requires it.',
  },
]

type Props = Readonly<{ label: ReactNode; value: Choice; onChange: (chosen: Choice) => void }>

export function SecondFactorField({ label, value, onChange }: Props) {
  return (
    <Radio.Group
      label={label}
      size="md"
      value={value}
      onChange={(picked) => {
        const chosen = CHOICES.find((one) => one.value === picked)?.value
        if (chosen) onChange(chosen)
      }}
    >
      <Stack gap="xs" mt="xs">
        {CHOICES.map((one) => (
          <Radio key={one.value} {...one} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
