import { Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'

type Overview = Schemas['Overview']

const NUMBER = new Intl.NumberFormat('en')

/** `10,000+` where the server stopped counting. */
export function countText({ count, isMore }: Schemas['BoundedCount']): string {
  return `${NUMBER.format(count)}${isMore ? '+' : ''}`
}

export function Counts({ overview }: { overview: Overview }) {
  const counts = [
    { label: 'Active people', path: '/people', count: overview.people },
    { label: 'Applications', path: '/applications', count: overview.applications },
    { label: 'Connections', path: '/connections', count: overview.connections },
  ]
  return (
    <ul className="counts">
      {counts.map(({ label, path, count }) => (
        <li key={path}>
          <Link href={path} className="sheet count">
            <span className="count-figure">{countText(count)}</span>
            <Text span c="dimmed">
              {label}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  )
}
