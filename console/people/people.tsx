import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, SearchBar, usePages, useSearched } from '../parts/list-screen.tsx'
import { Portrait } from '../parts/portrait.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { mayHelp } from '../start.ts'
import { PEOPLE_LIST, type Person, STATUS_NAMES } from './person-api.ts'

type Status = Person['status']
const FILTERS = [
  { value: '', label: 'All' },
  ...Object.entries(STATUS_NAMES).map(([value, label]) => ({ value, label })),
]

const isStatus = (text: string): text is Status => Object.hasOwn(STATUS_NAMES, text)

export function People() {
  const [typed, setTyped] = useState('')
  const [status, setStatus] = useState<'' | Status>('')
  const q = useSearched(typed)
  const pages = usePages<Schemas['ListedUser']>([...PEOPLE_LIST, q, status], (after) => {
    const query = {
      ...(status && { status }),
      ...(q && { q }),
      ...(after !== undefined && { after }),
    }
    return take(api.GET('/users', { params: { query } }))
  })
  return (
    <>
      <ScreenHead
        title="People"
        description="Everybody who has an account in this organization."
        action={
          mayHelp && (
            <Group gap="xs">
              <Button component={Link} href="/people/import" variant="default">
                Import
              </Button>
              <Button component={Link} href="/people/new">
                Add person
              </Button>
            </Group>
          )
        }
      />
      <SearchBar
        label="Search by a name, login or address"
        value={typed}
        onChange={setTyped}
        filters={FILTERS}
        filter={status}
        onFilter={(value) => setStatus(isStatus(value) ? value : '')}
      />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        row={(person) => <PersonRow person={person} invited={person.openInvitation} />}
        empty={<Empty title="Nobody found" description="No account matches this search." />}
      />
    </>
  )
}

function PersonRow({ person, invited = false }: { person: Person; invited?: boolean }) {
  const { id, displayName, login, role, status } = person
  return (
    <Group className="list-row" wrap="nowrap" gap="md">
      <Portrait name={displayName} shape="round" />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Link className="row-link" href={`/people/${id}`} dir="auto">
          {displayName}
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {login}
          {role !== 'member' && ` · ${role}`}
          {invited && ' · invited'}
        </Text>
      </div>
      <Tag tone={status === 'active' ? 'good' : 'quiet'} text={STATUS_NAMES[status]} />
    </Group>
  )
}
