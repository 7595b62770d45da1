import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, SearchBar, usePages, useSearched } from '../parts/list-screen.tsx'
import { Portrait } from '../parts/portrait.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { mayWrite } from '../start.ts'
import { type Application, TYPE_NAMES } from './application-values.ts'

const FILTERS = [
  { value: '', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
]

export function Applications() {
  const [typed, setTyped] = useState('')
  const [status, setStatus] = useState<'' | Application['status']>('')
  const q = useSearched(typed)
  const pages = usePages<Application>(['applications', 'list', q, status], (after) => {
    const query = {
      ...(status && { status }),
      ...(q && { q }),
      ...(after !== undefined && { after }),
    }
    return take(api.GET('/applications', { params: { query } }))
  })
  const isNarrowed = q !== '' || status !== ''
  return (
    <>
      <ScreenHead
        title="Applications"
        description="What people sign in to with an account of this organization."
        action={mayWrite && <CreateButton />}
      />
      <SearchBar
        label="Search by name or client ID"
        value={typed}
        onChange={setTyped}
        filters={FILTERS}
        filter={status}
        onFilter={(value) => setStatus(value === 'active' || value === 'inactive' ? value : '')}
      />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        row={(application) => <ApplicationRow application={application} />}
        empty={
          isNarrowed ? (
            <Empty title="Nothing found" description="No application matches this search." />
          ) : (
            <Empty
              title="No application yet"
              description="Create an app integration, and the application gets what it needs to let people sign in here: a client ID, a secret and one address."
            >
              {mayWrite && <CreateButton />}
            </Empty>
          )
        }
      />
    </>
  )
}

function CreateButton() {
  return (
    <Button component={Link} href="/applications/new">
      Create App Integration
    </Button>
  )
}

function ApplicationRow({ application }: { application: Application }) {
  const { id, label, type, clientId, status, settings } = application
  return (
    <Group className="list-row" wrap="nowrap" gap="md">
      <Portrait src={settings.logo ?? settings.logoUri} name={label} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Link className="row-link" href={`/applications/${id}`} dir="auto">
          {label}
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {TYPE_NAMES[type]} · {clientId}
        </Text>
      </div>
      <Tag
        tone={status === 'active' ? 'good' : 'quiet'}
        text={status === 'active' ? 'Active' : 'Inactive'}
      />
    </Group>
  )
}
