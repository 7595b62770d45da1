import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { mayWrite } from '../start.ts'
import { EntryRow } from './entry-row.tsx'
import type { Policy } from './policies-tab.tsx'
import { GRANTS, NEW_RULE, type Rule, RuleDialog } from './rule-dialog.tsx'
import { moved, withEdited, withEntry, withoutEntry } from './use-list.ts'

type Editing = { at: number | undefined; rule: Rule }

/** The rules of a policy, in the order in which they are tried. */
export function PolicyRules(props: {
  policy: Policy
  /** The server's own. */
  scopes: readonly string[]
  onSave: (rules: Rule[]) => Promise<unknown>
}) {
  const { policy, scopes, onSave } = props
  const { rules } = policy
  const [editing, setEditing] = useState<Editing>()
  const last = rules.length - 1
  return (
    <Stack gap="xs" pl={{ base: 0, sm: 'lg' }}>
      {rules.map((rule, at) => (
        <EntryRow
          key={rule.name}
          name={rule.name}
          active={rule.active}
          summary={summaryOf(rule)}
          onEdit={() => setEditing({ at, rule })}
          onToggle={() => onSave(withEntry(rules, at, { ...rule, active: !rule.active }))}
          onUp={at > 0 ? () => onSave(moved(rules, at, -1)) : undefined}
          onDown={at < last ? () => onSave(moved(rules, at, 1)) : undefined}
          onDelete={() => onSave(withoutEntry(rules, at))}
        />
      ))}
      {mayWrite && (
        <Button
          variant="subtle"
          size="sm"
          style={{ alignSelf: 'flex-start' }}
          aria-label={`Add rule to ${policy.name}`}
          onClick={() => setEditing({ at: undefined, rule: NEW_RULE })}
        >
          Add rule
        </Button>
      )}
      {editing && (
        <RuleDialog
          before={editing.rule}
          isNew={editing.at === undefined}
          scopes={scopes}
          onClose={() => setEditing(undefined)}
          onSave={(rule) =>
            onSave(withEdited(rules, editing.at === undefined ? undefined : editing.rule, rule))
          }
        />
      )}
    </Stack>
  )
}

function summaryOf({ grantTypes, people, scopes, accessTokenMs }: Rule): string {
  const grants = GRANTS.filter(({ value }) => grantTypes.includes(value))
  return [
    grants.length === GRANTS.length ? 'Any grant' : grants.map(({ label }) => label).join(', '),
    people === 'everyone'
      ? 'everyone who is assigned'
      : `groups: ${people.groups.length}, people: ${people.users.length}`,
    scopes === 'any' ? 'any scope' : scopes.join(', '),
    accessTokenMs !== undefined && `access tokens for ${accessTokenMs / 60_000} minutes`,
  ]
    .filter(Boolean)
    .join(' · ')
}
