import { Radio, Stack } from '@mantine/core'
import type { Schemas } from '../api/schema.d.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { GroupPicker } from '../parts/pickers.tsx'
import { StepButtons } from '../parts/wizard.tsx'

type Assignments = Schemas['Assignments']
export const NO_ACCESS: Assignments = { everyone: false, groups: [], users: [] }

type Props = {
  value: Assignments
  onChange: (value: Assignments) => void
  problem: unknown
  saving: boolean
  onBack: () => void
  onCreate: () => void
}

export function ControlledAccess(props: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        props.onCreate()
      }}
    >
      <Stack gap="lg">
        <AccessFields value={props.value} onChange={props.onChange} />
        <RefusalNote error={props.problem} />
      </Stack>
      <StepButtons onBack={props.onBack} next="Create" loading={props.saving} />
    </form>
  )
}

type Access = 'everyone' | 'groups' | 'skip'

function AccessFields({ value, onChange }: Pick<Props, 'value' | 'onChange'>) {
  // Chosen groups are kept apart from the choice by an empty list, which still means "groups".
  const access: Access = value.everyone ? 'everyone' : value.groups === SKIPPED ? 'skip' : 'groups'
  const choose = (chosen: string) => {
    if (chosen === 'everyone') return onChange({ ...NO_ACCESS, everyone: true })
    onChange({ ...NO_ACCESS, groups: chosen === 'skip' ? SKIPPED : [] })
  }
  return (
    <>
      <Radio.Group label="Controlled access" size="md" value={access} onChange={choose}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="everyone"
            label="Allow everyone in your organization to access"
            description="Also people who are added later."
          />
          <Radio
            value="groups"
            label="Limit access to selected groups"
            description="Who joins one of these groups gets access; who leaves it loses it."
          />
          <Radio
            value="skip"
            label="Skip group assignment for now"
            description="Nobody can sign in to it until you assign people or groups."
          />
        </Stack>
      </Radio.Group>
      {access === 'groups' && (
        <GroupPicker
          value={value.groups}
          onChange={(groups) => onChange({ ...NO_ACCESS, groups })}
        />
      )}
    </>
  )
}

const SKIPPED: string[] = []
