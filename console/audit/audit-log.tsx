import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, usePages } from '../parts/list-screen.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { ChainState } from './chain-state.tsx'
import { EventFilters, queryOf, useFilters } from './event-filters.tsx'
import { EventRow } from './event-row.tsx'

type Event = Schemas['Event']

export function AuditLog() {
  const [filters, change] = useFilters()
  const wanted = queryOf(filters)
  const pages = usePages<Event>(['events', wanted], (after) => {
    const query = { ...wanted, ...(after !== undefined && { after }) }
    return take(api.GET('/events', { params: { query } }))
  })
  const isFiltered = Object.keys(wanted).length > 0
  return (
    <>
      <ScreenHead
        title="Audit log"
        description="Who signed in and who changed what, the newest first. It never holds a secret."
        action={
          <Group gap="xs">
            <Export wanted={wanted} format="jsonl" label="Export JSON lines" />
            <Export wanted={wanted} format="csv" label="Export CSV" />
            <Button component={Link} href="/audit-log/webhook" variant="default">
              Webhook
            </Button>
          </Group>
        }
      />
      <ChainState />
      <EventFilters filters={filters} onChange={change} />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        row={(event) => <EventRow event={event} onFilter={change} />}
        empty={
          isFiltered ? (
            <Empty title="No such event" description="Nothing that fits these filters happened." />
          ) : (
            <Empty title="Nothing happened yet" description="What happens stands here." />
          )
        }
      />
    </>
  )
}

type ExportProps = { wanted: Record<string, string>; format: string; label: string }

/** What the filters find, all of it. */
function Export({ wanted, format, label }: ExportProps) {
  const query = new URLSearchParams({ ...wanted, format })
  return (
    <Button component="a" href={`/api/v1/events/export?${query}`} download variant="default">
      {label}
    </Button>
  )
}
