import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Schemas } from '../api/schema.d.ts'

type Policy = Schemas['Organization']['settings']['signInPolicy']
type Props = Readonly<{ label: ReactNode; value: Policy; onChange: (policy: Policy) => void }>

export function AutomaticRedirectField({ label, value, onChange }: Props) {
  return (
    <Checkbox
      label={label}
      description="Where passwords are off and one connection is the only way in. The screen still shows after a sign-out or a failure."
      checked={value.automaticRedirect}
      onChange={({ currentTarget }) =>
        onChange({ ...value, automaticRedirect: currentTarget.checked })
      }
    />
  )
}
