import { useSearchParams } from 'wouter'
import type { paths } from '../api/schema.d.ts'

type Query = NonNullable<paths['/sign-ins']['get']['parameters']['query']>

export const OUTCOMES = [
  { value: '', label: 'All' },
  { value: 'unsuccessful', label: 'Did not work' },
  { value: 'succeeded', label: 'Worked' },
  { value: 'going_on', label: 'Not finished' },
  { value: 'tests', label: 'Tests' },
] as const

const HOUR_MS = 3_600_000
export const SINCE = [
  { value: '1h', label: 'In the last hour', ms: HOUR_MS },
  { value: '1d', label: 'In the last day', ms: 24 * HOUR_MS },
  { value: '7d', label: 'In the last week', ms: 7 * 24 * HOUR_MS },
] as const

const NAMES = ['outcome', 'person', 'code', 'connectionId', 'applicationId', 'since'] as const
export type FilterName = (typeof NAMES)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

/** What is looked for stands in the address, so that it can be sent to somebody and gone back to. */
export function useFilters(): [Filters, (name: FilterName, value: string) => void] {
  const [params, setParams] = useSearchParams()
  const filters = Object.fromEntries(
    NAMES.map((name) => [name, params.get(name) ?? ''] as const).filter(([, value]) => value),
  )
  const set = (name: FilterName, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  return [filters, set]
}

/** A minute is as exact as "in the last hour" is: the query stays the same within it. */
export function queryOf({ since, outcome, ...rest }: Filters): Query {
  const chosen = SINCE.find(({ value }) => value === since)
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  const known = OUTCOMES.find(({ value }) => value === outcome)?.value
  return {
    ...rest,
    ...(known && { outcome: known }),
    ...(chosen && { from: new Date(minute - chosen.ms).toISOString() }),
  }
}
