import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { ApplicationPicker } from '../parts/pickers.tsx'
import { Section } from '../parts/section.tsx'
import { mayWrite } from '../start.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { EntryRow } from './entry-row.tsx'
import { PolicyRules } from './policy-rules.tsx'
import type { Server } from './server-api.ts'
import { moved, useList, withEdited, withEntry, withoutEntry } from './use-list.ts'

export type Policy = Schemas['AccessPolicy']
type Editing = { at: number | undefined; policy: Policy }

const NEW: Policy = { name: '', active: true, applications: 'all', rules: [] }

export function PoliciesTab({ loaded }: { loaded: Versioned<Server> }) {
  const { items, save } = useList(loaded, 'accessPolicies')
  const [editing, setEditing] = useState<Editing>()
  const scopes = loaded.value.settings.scopes.map(({ name }) => name)
  const last = items.length - 1
  return (
    <Section
      title="Access policies"
      description="The first active policy that applies to an application decides, and in it the first active rule that matches. Where none does, no token is given out."
    >
      {items.length === 0 && <Text role="status">Without a policy nobody gets a token here.</Text>}
      <div>
        {items.map((policy, at) => (
          <EntryRow
            key={policy.name}
            name={policy.name}
            active={policy.active}
            summary={
              policy.applications === 'all'
                ? 'For all applications'
                : `For the chosen applications: ${policy.applications.length}`
            }
            onEdit={() => setEditing({ at, policy })}
            onToggle={() => save(withEntry(items, at, { ...policy, active: !policy.active }))}
            onUp={at > 0 ? () => save(moved(items, at, -1)) : undefined}
            onDown={at < last ? () => save(moved(items, at, 1)) : undefined}
            onDelete={() => save(withoutEntry(items, at))}
          >
            <PolicyRules
              policy={policy}
              scopes={scopes}
              onSave={(rules) => save(withEntry(items, at, { ...policy, rules }))}
            />
          </EntryRow>
        ))}
      </div>
      {mayWrite && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setEditing({ at: undefined, policy: NEW })}
        >
          Add policy
        </Button>
      )}
      {editing && (
        <PolicyDialog
          editing={editing}
          onClose={() => setEditing(undefined)}
          onSave={(policy) =>
            save(withEdited(items, editing.at === undefined ? undefined : editing.policy, policy))
          }
        />
      )}
    </Section>
  )
}

function PolicyDialog(props: {
  editing: Editing
  onClose: () => void
  onSave: (policy: Policy) => Promise<unknown>
}) {
  const { at, policy: before } = props.editing
  const [policy, setPolicy] = useState(before)
  const { applications } = policy
  return (
    <EntryDialog
      title={at === undefined ? 'Add policy' : `Edit ${before.name}`}
      isChanged={policy !== before}
      onClose={props.onClose}
      onSave={() => props.onSave(policy)}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        value={policy.name}
        onChange={(event) => setPolicy({ ...policy, name: event.currentTarget.value })}
      />
      <Stack gap="sm">
        <Checkbox
          label="For all applications"
          checked={applications === 'all'}
          onChange={(event) =>
            setPolicy({ ...policy, applications: event.currentTarget.checked ? 'all' : [] })
          }
        />
        {applications !== 'all' && (
          <ApplicationPicker
            value={applications}
            onChange={(ids) => setPolicy({ ...policy, applications: ids })}
          />
        )}
      </Stack>
    </EntryDialog>
  )
}
