import { Text } from '@mantine/core'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, usePages } from '../parts/list-screen.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'

type Event = Schemas['Event']

export function AuditLog() {
  const pages = usePages<Event>(['events'], (after) => {
    const query = { ...(after !== undefined && { after }) }
    return take(api.GET('/events', { params: { query } }))
  })
  return (
    <>
      <ScreenHead
        title="Audit log"
        description="Who signed in and who changed what, the newest first. It never holds a secret."
      />
      <Rows
        pages={pages}
        keyOf={({ id }) => id}
        row={(event) => <EventRow event={event} />}
        empty={<Empty title="Nothing happened yet" description="What happens stands here." />}
      />
    </>
  )
}

function EventRow({ event }: { event: Event }) {
  const { type, at, outcome, actor, target, detail } = event
  const details = Object.entries(detail).map(([name, value]) => `${name}: ${value}`)
  return (
    <div className="list-row">
      <Text fw={600}>
        {type} {outcome === 'failure' && <Tag tone="quiet" text="Failed" />}
      </Text>
      <Text size="sm" c="dimmed">
        <When at={at} />, by <Party kind={actor.kind} id={actor.id} />
        {target && (
          <>
            {' · on '}
            <Party kind={target.kind} id={target.id} />
          </>
        )}
      </Text>
      {details.length > 0 && (
        <Text size="sm" c="dimmed" ff="monospace">
          {details.join(' · ')}
        </Text>
      )}
    </div>
  )
}

const SCREENS: Readonly<Record<string, string>> = {
  user: 'people',
  group: 'groups',
  application: 'applications',
  connection: 'connections',
}

/** A link where there is a screen for it. */
function Party({ kind, id }: { kind: string; id: string | null }) {
  const screen = SCREENS[kind]
  if (id === null) return <>the {kind}</>
  if (!screen) return <>{`${kind} ${id}`}</>
  return <Link className="quiet-link" href={`/${screen}/${id}`}>{`${kind} ${id}`}</Link>
}
