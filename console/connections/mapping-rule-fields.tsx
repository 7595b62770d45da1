import { Button, Checkbox, Group as Row, Select, Stack, Text, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Schemas } from '../api/schema.d.ts'
import { GroupPicker } from '../parts/pickers.tsx'

export type Rule = Schemas['MappingRule']
type Change = { [K in keyof Rule]?: Rule[K] | undefined }

type Props = {
  rule: Rule
  place: number
  last: boolean
  groupsClaim: string
  errorAt: (field: keyof Rule) => ReactNode
  onChange: (rule: Rule) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

const MATCHES: { value: Rule['match']; label: string }[] = [
  { value: 'equals', label: 'is' },
  { value: 'starts_with', label: 'begins with' },
  { value: 'pattern', label: 'matches the pattern' },
  { value: 'any', label: 'has any value' },
]

const ROLES: { value: NonNullable<Rule['role']>; label: string }[] = [
  { value: 'admin', label: 'Admin: changes everything but owners' },
  { value: 'helpdesk', label: 'Help desk: people and sessions' },
  { value: 'auditor', label: 'Auditor: reads everything' },
  { value: 'member', label: 'Member: runs nothing' },
  { value: 'owner', label: 'Owner: everything' },
]

export function MappingRuleFields(props: Props) {
  const { rule, place, last, groupsClaim, errorAt, onChange, onMove, onRemove } = props
  const set = (change: Change) =>
    onChange(tidied({ ...rule, ...change, match: change.match ?? rule.match }))
  return (
    <fieldset className="rule" aria-label={`Rule ${place}`}>
      <Row justify="space-between" gap="xs">
        <Text fw={600}>Rule {place}</Text>
        <Row gap="xs" wrap="nowrap">
          <Button
            variant="default"
            size="xs"
            disabled={place === 1}
            aria-label={`Move rule ${place} up`}
            onClick={() => onMove(-1)}
          >
            Up
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={last}
            aria-label={`Move rule ${place} down`}
            onClick={() => onMove(1)}
          >
            Down
          </Button>
          <Button
            variant="default"
            size="xs"
            aria-label={`Remove rule ${place}`}
            onClick={onRemove}
          >
            Remove
          </Button>
        </Row>
      </Row>
      <Stack gap="sm">
        <TextInput
          label="Claim"
          description="Of the ID token or userinfo. Empty: the claim with the groups."
          placeholder={groupsClaim}
          spellCheck={false}
          value={rule.claim ?? ''}
          error={errorAt('claim')}
          onChange={(event) => set({ claim: event.currentTarget.value })}
        />
        <Select
          label="When a value"
          data={MATCHES}
          allowDeselect={false}
          value={rule.match}
          onChange={(value) => {
            const match = MATCHES.find((one) => one.value === value)?.value
            if (match) set({ match })
          }}
        />
        {rule.match !== 'any' && (
          <TextInput
            label={rule.match === 'pattern' ? 'Pattern' : 'Value'}
            description={
              rule.match === 'pattern'
                ? 'The whole value must match, such as eng-(web|data).*'
                : 'Upper and lower case count.'
            }
            spellCheck={false}
            withAsterisk
            value={rule.value ?? ''}
            error={errorAt('value')}
            onChange={(event) => set({ value: event.currentTarget.value })}
          />
        )}
        <Gifts rule={rule} set={set} errorAt={errorAt} />
      </Stack>
    </fieldset>
  )
}

function Gifts({
  rule,
  set,
  errorAt,
}: Pick<Props, 'rule' | 'errorAt'> & { set: (change: Change) => void }) {
  return (
    <>
      <Checkbox
        label="Join the group here that has the value’s name"
        description="No group is made by it."
        checked={rule.sameName ?? false}
        onChange={(event) => set({ sameName: event.currentTarget.checked, group: undefined })}
      />
      {!rule.sameName && (
        <div>
          <GroupPicker
            label="Join the group"
            value={rule.group ? [rule.group] : []}
            onChange={(ids) => set({ group: ids.at(-1) })}
          />
          {errorAt('group') && (
            <Text c="var(--mantine-color-error)" size="sm">
              {errorAt('group')}
            </Text>
          )}
        </div>
      )}
      {rule.match !== 'any' && (
        <Select
          label="Have the role"
          description="Losing the value takes the role away again. The last owner stays one."
          placeholder="None"
          data={ROLES}
          clearable
          value={rule.role ?? null}
          error={errorAt('role')}
          onChange={(value) => set({ role: ROLES.find((one) => one.value === value)?.value })}
        />
      )}
      {rule.role === 'owner' && (
        <Checkbox
          label="Yes, whoever this provider sends with this value is an owner"
          description="Only an owner can save such a rule. Whoever edits that group at the provider decides who owns this organization."
          checked={rule.allowOwner ?? false}
          error={errorAt('allowOwner')}
          onChange={(event) => set({ allowOwner: event.currentTarget.checked })}
        />
      )}
    </>
  )
}

/** Without what is empty, or has no meaning beside the rest. */
function tidied(rule: Change & Pick<Rule, 'match'>): Rule {
  const { claim, match, value, group, sameName, role, allowOwner } = rule
  const isRole = match !== 'any' && role
  return {
    ...(claim && { claim }),
    match,
    ...(match !== 'any' && { value: value ?? '' }),
    ...(group && { group }),
    ...(sameName && { sameName }),
    ...(isRole && { role }),
    ...(isRole === 'owner' && allowOwner && { allowOwner }),
  }
}
