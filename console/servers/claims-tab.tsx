import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Versioned } from '../api/client.ts'
import { Section } from '../parts/section.tsx'
import { mayWrite } from '../start.ts'
import { type Claim, ClaimDialog, FILTERS, NEW_CLAIM } from './claim-dialog.tsx'
import { EntryRow } from './entry-row.tsx'
import type { Server } from './server-api.ts'
import { useList, withEdited, withEntry, withoutEntry } from './use-list.ts'

type Editing = { at: number | undefined; claim: Claim }

export function ClaimsTab({ loaded }: { loaded: Versioned<Server> }) {
  const { items, save } = useList(loaded, 'claims')
  const [editing, setEditing] = useState<Editing>()
  return (
    <Section
      title="Claims"
      description="What tokens of this server say beside the standard’s claims."
    >
      {items.length > 0 && (
        <div>
          {items.map((claim, at) => (
            <EntryRow
              key={`${claim.token} ${claim.name}`}
              name={claim.name}
              active={claim.active}
              summary={summaryOf(claim)}
              onEdit={() => setEditing({ at, claim })}
              onToggle={() => save(withEntry(items, at, { ...claim, active: !claim.active }))}
              onDelete={() => save(withoutEntry(items, at))}
            />
          ))}
        </div>
      )}
      {mayWrite && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setEditing({ at: undefined, claim: NEW_CLAIM })}
        >
          Add claim
        </Button>
      )}
      {editing && (
        <ClaimDialog
          before={editing.claim}
          isNew={editing.at === undefined}
          scopes={loaded.value.settings.scopes.map(({ name }) => name)}
          onClose={() => setEditing(undefined)}
          onSave={(claim) =>
            save(withEdited(items, editing.at === undefined ? undefined : editing.claim, claim))
          }
        />
      )}
    </Section>
  )
}

function summaryOf({ token, value, scopes }: Claim): string {
  return [
    token === 'id_token' ? 'ID token' : 'Access token',
    sayValue(value),
    scopes.length === 0 ? 'always' : `with ${scopes.join(', ')}`,
  ].join(' · ')
}

function sayValue(value: Claim['value']): string {
  if (value.kind === 'text') return `“${value.text}”`
  if (value.kind === 'profile') return `the person’s ${value.attribute}`
  const filter = FILTERS.find((one) => one.value === value.filter)?.label ?? ''
  return `groups: ${filter.toLowerCase()} “${value.value}”`
}
