import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Section } from '../parts/section.tsx'
import { mayWrite } from '../start.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { EntryRow } from './entry-row.tsx'
import type { Server } from './server-api.ts'
import { useList, withEdited, withoutEntry } from './use-list.ts'

type Scope = Schemas['Scope']
type Editing = { at: number | undefined; scope: Scope }

const NEW: Scope = {
  name: '',
  displayName: '',
  description: '',
  consent: 'implicit',
  default: false,
  published: false,
}

export function ScopesTab({ loaded }: { loaded: Versioned<Server> }) {
  const { items, save } = useList(loaded, 'scopes')
  const [editing, setEditing] = useState<Editing>()
  return (
    <Section
      title="Scopes"
      description="What applications may ask for, beside openid, profile, email, address, phone, groups and offline_access, which every server has."
    >
      {items.length > 0 && (
        <div>
          {items.map((scope, at) => (
            <EntryRow
              key={scope.name}
              name={scope.name}
              summary={summaryOf(scope)}
              onEdit={() => setEditing({ at, scope })}
              onDelete={() => save(withoutEntry(items, at))}
            />
          ))}
        </div>
      )}
      {mayWrite && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setEditing({ at: undefined, scope: NEW })}
        >
          Add scope
        </Button>
      )}
      {editing && (
        <ScopeDialog
          editing={editing}
          onClose={() => setEditing(undefined)}
          onSave={(scope) =>
            save(withEdited(items, editing.at === undefined ? undefined : editing.scope, scope))
          }
        />
      )}
    </Section>
  )
}

function summaryOf({ displayName, consent, default: isDefault, published }: Scope): string {
  return [
    displayName,
    consent === 'required' ? 'People are asked' : 'Nobody is asked',
    isDefault && 'default',
    published ? 'published' : 'not published',
  ]
    .filter(Boolean)
    .join(' · ')
}

function ScopeDialog(props: {
  editing: Editing
  onClose: () => void
  onSave: (scope: Scope) => Promise<unknown>
}) {
  const { at, scope: before } = props.editing
  const [scope, setScope] = useState(before)
  const set = (change: Partial<Scope>) => setScope({ ...scope, ...change })
  return (
    <EntryDialog
      title={at === undefined ? 'Add scope' : `Edit ${before.name}`}
      isChanged={scope !== before}
      onClose={props.onClose}
      onSave={() => props.onSave(scope)}
    >
      <TextInput
        label="Name"
        description="As applications ask for it, such as orders:read."
        withAsterisk
        data-autofocus
        value={scope.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Display name"
        description="What people read when they are asked for consent."
        value={scope.displayName}
        onChange={(event) => set({ displayName: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        value={scope.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Checkbox
        label="Ask people for their consent"
        description="By applications that are set to require consent."
        checked={scope.consent === 'required'}
        onChange={(event) =>
          set({ consent: event.currentTarget.checked ? 'required' : 'implicit' })
        }
      />
      <Checkbox
        label="Default"
        description="Given to an application that acts for itself and names no scope."
        checked={scope.default}
        onChange={(event) => set({ default: event.currentTarget.checked })}
      />
      <Checkbox
        label="Published"
        description="Listed in the discovery document."
        checked={scope.published}
        onChange={(event) => set({ published: event.currentTarget.checked })}
      />
    </EntryDialog>
  )
}
