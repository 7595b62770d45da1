import { MultiSelect } from '@mantine/core'

const STANDARD = ['openid', 'profile', 'email', 'address', 'phone', 'groups', 'offline_access']

/** The scopes that a server has: the standard's and its own. */
export function ScopePicker(props: {
  label: string
  description?: string
  own: readonly string[]
  value: readonly string[]
  onChange: (scopes: string[]) => void
}) {
  const { own, value, ...rest } = props
  return (
    <MultiSelect
      {...rest}
      searchable
      data={[...new Set([...own, ...STANDARD, ...value])]}
      value={[...value]}
    />
  )
}
