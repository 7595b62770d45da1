import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, SearchBar, usePages, useSearched } from '../parts/list-screen.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { mayWrite } from '../start.ts'
import { GROUPS_LIST, type Group } from './group-api.ts'

export function Groups() {
  const [typed, setTyped] = useState('')
  const q = useSearched(typed)
  const pages = usePages<Group>([...GROUPS_LIST, q], (after) => {
    const query = { ...(q && { q }), ...(after !== undefined && { after }) }
    return take(api.GET('/groups', { params: { query } }))
  })
  return (
    <>
      <ScreenHead
        title="Groups"
        description="People who may use the same applications, and what applications are told of them."
        action={mayWrite && <AddButton />}
      />
      <SearchBar label="Search by how a name begins" value={typed} onChange={setTyped} />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        row={(group) => (
          <div className="list-row">
            <Link className="row-link" href={`/groups/${group.id}`} dir="auto">
              {group.name}
            </Link>
            {group.description && (
              <Text size="sm" c="dimmed">
                {group.description}
              </Text>
            )}
          </div>
        )}
        empty={
          q ? (
            <Empty title="Nothing found" description="No group's name begins so." />
          ) : (
            <Empty
              title="No group yet"
              description="Add one, put people into it, and assign applications to the group instead of to each of them."
            >
              {mayWrite && <AddButton />}
            </Empty>
          )
        }
      />
    </>
  )
}

function AddButton() {
  return (
    <Button component={Link} href="/groups/new">
      Add group
    </Button>
  )
}
