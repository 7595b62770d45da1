import { Button, Collapse, Group, Table, Text } from '@mantine/core'
import { Fragment, type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import type { Filters } from './event-filters.tsx'

type Event = Schemas['Event']
type Props = { event: Event; onFilter: (change: Filters) => void }

export function EventRow({ event, onFilter }: Props) {
  const { type, at, outcome, actor, target } = event
  const [open, setOpen] = useState(false)
  return (
    <div className="list-row">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>
            {breakable(type)} {outcome === 'failure' && <Tag tone="bad" text="Failed" />}
          </Text>
          <Text size="sm" c="dimmed">
            <When at={at} />, by <Party {...actor} />
            {target && (
              <>
                {' · on '}
                <Party {...target} />
              </>
            )}
          </Text>
        </div>
        <Button
          variant="subtle"
          size="sm"
          px="xs"
          style={{ flexShrink: 0 }}
          aria-expanded={open}
          aria-label={`Details of ${type}`}
          onClick={() => setOpen(!open)}
        >
          Details
        </Button>
      </Group>
      <Collapse expanded={open}>{open && <Details event={event} onFilter={onFilter} />}</Collapse>
    </div>
  )
}

/** Parted at its dots where it must be, and not in the middle of a word. */
function breakable(type: string): ReactNode {
  return type.split('.').map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in their order
    <Fragment key={i}>
      {i > 0 && '.'}
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}

function Details({ event, onFilter }: Props) {
  const { id, at, actor, target, detail, sequence } = event
  const rows = rowsOf(detail)
  const isChange = Object.keys(detail).some((key) => /^(before|after)\./.test(key))
  const actorId = actor.id
  return (
    <div>
      {rows.length > 0 && (
        <Table mt="xs" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              {isChange && <Table.Th>Before</Table.Th>}
              <Table.Th>{isChange ? 'After' : 'Value'}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, before, after }) => (
              <Table.Tr key={name}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
                {isChange && <Table.Td style={{ overflowWrap: 'anywhere' }}>{before}</Table.Td>}
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {name === 'trace' ? <Link href={`/sign-ins/${after}`}>{after}</Link> : after}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="sm" c="dimmed" mt="xs">
        {new Date(at).toISOString()} · {id} ·{' '}
        {sequence === null ? 'not sealed yet' : `number ${sequence} of the chain`}
      </Text>
      <Group gap="xs" mt="xs">
        {actorId !== null && (
          <Button size="sm" variant="default" onClick={() => onFilter({ actor: actorId })}>
            Only by this one
          </Button>
        )}
        {target && (
          <Button size="sm" variant="default" onClick={() => onFilter({ target: target.id })}>
            Only on this one
          </Button>
        )}
      </Group>
    </div>
  )
}

type Row = { name: string; before: string; after: string }

/** `before.X` and `after.X` side by side; what is no change stands as what it is now. */
function rowsOf(detail: Event['detail']): Row[] {
  const rows = new Map<string, Row>()
  for (const [key, value] of Object.entries(detail)) {
    const [, side, field] = /^(before|after)\.(.+)$/.exec(key) ?? []
    const name = field ?? key
    const row = rows.get(name) ?? { name, before: '', after: '' }
    rows.set(name, { ...row, [side ?? 'after']: value === null ? 'nothing' : String(value) })
  }
  return [...rows.values()]
}

const SCREENS: Readonly<Record<string, string>> = {
  user: 'people',
  group: 'groups',
  application: 'applications',
  connection: 'connections',
}

type PartyProps = { kind: string; id: string | null; name: string | null }

/** By its name, or by its id where nobody is called so any more; a link where there is a screen. */
function Party({ kind, id, name }: PartyProps) {
  const screen = SCREENS[kind]
  if (id === null) return <>the {kind}</>
  const label = name ?? `${kind} ${id}`
  if (!screen || name === null) return <>{label}</>
  return (
    <Link className="quiet-link" href={`/${screen}/${id}`} dir="auto" title={`${kind} ${id}`}>
      {label}
    </Link>
  )
}
