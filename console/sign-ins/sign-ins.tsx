import { Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import { Empty } from '../parts/empty.tsx'
import { Rows, usePages } from '../parts/list-screen.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { FilterBar } from './filter-bar.tsx'
import { queryOf, useFilters } from './filters.ts'
import { EVERY_MS, SIGN_INS_LIST, type Summary, stateOf } from './sign-in-api.ts'

export function SignIns() {
  const [filters, setFilter] = useFilters()
  const [live, setLive] = useState(true)
  const pages = usePages<Summary>(
    [...SIGN_INS_LIST, filters],
    (after) => {
      const query = { ...queryOf(filters), ...(after !== undefined && { after }) }
      return take(api.GET('/sign-ins', { params: { query } }))
    },
    // Who has asked for more reads on; the list must not move under their eyes.
    { everyMs: (loaded) => live && loaded <= 1 && EVERY_MS },
  )
  const isFiltered = Object.keys(filters).length > 0
  return (
    <>
      <ScreenHead
        title="Sign-ins"
        description="Every attempt to sign in, the newest first: what happened, step by step, and where it failed, why."
      />
      <FilterBar filters={filters} onChange={setFilter} live={live} onLive={setLive} />
      <Rows
        pages={pages}
        keyOf={({ code }) => code}
        row={(attempt) => <SignInRow attempt={attempt} />}
        empty={
          isFiltered ? (
            <Empty title="None found" description="No attempt that is kept matches this." />
          ) : (
            <Empty
              title="Nobody has signed in yet"
              description="As soon as somebody tries, the attempt stands here, whatever becomes of it."
            />
          )
        }
      />
    </>
  )
}

function SignInRow({ attempt }: { attempt: Summary }) {
  const { code, kind, startedAt, person, application, connection, browser, address } = attempt
  const { text, tone } = stateOf(attempt)
  const somebody = person ? (person.name ?? 'Somebody who is gone') : 'Somebody unknown'
  const who = kind === 'test' ? 'Test of a connection' : somebody
  const through = connection && `through ${connection.name ?? 'a deleted connection'}`
  const reason = attempt.causeTitle ?? attempt.failure?.message
  return (
    <Group className="list-row" wrap="nowrap" gap="md" align="flex-start" justify="space-between">
      <div style={{ minWidth: 0 }}>
        <Link className="row-link" href={`/sign-ins/${code}`} dir="auto">
          {who}
          {application && ` → ${application.name ?? 'a deleted application'}`}
        </Link>
        {reason && attempt.outcome !== 'going_on' && <Text size="sm">{reason}</Text>}
        <Text size="sm" c="dimmed">
          <When at={startedAt} />
          {[through, browser, address].filter(Boolean).map((part) => ` · ${part}`)}
        </Text>
      </div>
      <div className="row-end">
        <Tag tone={tone} text={text} />
        <Text size="sm" c="dimmed" ff="monospace">
          {code}
        </Text>
      </div>
    </Group>
  )
}
