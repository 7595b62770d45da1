import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import { Section } from '../parts/section.tsx'

type Props = { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }

export function OwnNamesSection({ label, checked, onChange }: Props) {
  return (
    <Section title="People">
      <Checkbox
        label={label}
        description="First, last and display name, on their account page. What a connection tells of them is changed at its provider in any case."
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Section>
  )
}
