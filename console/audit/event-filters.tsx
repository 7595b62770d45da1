import { Button, Select, TextInput } from '@mantine/core'
import { useSearchParams } from 'wouter'

export const FILTERS = ['type', 'actor', 'target', 'outcome', 'from', 'until'] as const
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>

/** The filters are in the address: a link to what was found shows the same to somebody else. */
export function useFilters(): readonly [Filters, (change: Filters) => void] {
  const [params, setParams] = useSearchParams()
  const filters = Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value]] : []
    }),
  ) as Filters // Its keys are those of the list.
  const change = (wanted: Filters) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(wanted)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setParams(next, { replace: true })
  }
  return [filters, change]
}

/** As the API takes them: days are this browser's own, and the last one is meant whole. */
export function queryOf({ from, until, outcome, ...rest }: Filters) {
  return {
    ...rest,
    ...(from && { from: startOfDay(from, 0) }),
    ...(until && { until: startOfDay(until, 1) }),
    // The address may say anything: what is no outcome is no filter.
    ...(isOutcome(outcome) && { outcome }),
  }
}

function isOutcome(text: string | undefined): text is 'success' | 'failure' {
  return text === 'success' || text === 'failure'
}

function startOfDay(day: string, later: number): string {
  const date = new Date(`${day}T00:00`)
  if (Number.isNaN(date.getTime())) return day
  date.setDate(date.getDate() + later)
  return date.toISOString()
}

const KINDS = [
  { value: 'user.session', label: 'Signing in and out' },
  { value: 'user.authentication', label: 'Opening applications' },
  { value: 'user.', label: 'People, all of it' },
  { value: 'user.account.privilege', label: 'Roles' },
  { value: 'group.', label: 'Groups' },
  { value: 'application.', label: 'Applications' },
  { value: 'connection.', label: 'Connections' },
  { value: 'app.', label: 'Tokens, keys and refusals' },
  { value: 'api_token.', label: 'API tokens' },
  { value: 'organization.', label: 'Settings' },
  { value: 'audit_log.', label: 'Exports of this log' },
]

export function EventFilters({
  filters,
  onChange,
}: {
  filters: Filters
  onChange: (change: Filters) => void
}) {
  const { type = '', outcome = '', from = '', until = '', actor, target } = filters
  const known = KINDS.some(({ value }) => value === type)
  const kinds = known || !type ? KINDS : [...KINDS, { value: type, label: type }]
  return (
    <div className="filters">
      <Select
        label="What"
        placeholder="Everything"
        clearable
        data={kinds}
        value={type || null}
        onChange={(value) => onChange({ type: value ?? '' })}
      />
      <Select
        label="Outcome"
        placeholder="Any"
        clearable
        data={[
          { value: 'success', label: 'Done' },
          { value: 'failure', label: 'Refused or failed' },
        ]}
        value={outcome || null}
        onChange={(value) => onChange({ outcome: value ?? '' })}
      />
      <TextInput
        type="date"
        label="From"
        value={from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={until}
        onChange={(event) => onChange({ until: event.currentTarget.value })}
      />
      {actor && (
        <Button variant="light" onClick={() => onChange({ actor: '' })}>
          By {actor} ✕
        </Button>
      )}
      {target && (
        <Button variant="light" onClick={() => onChange({ target: '' })}>
          On {target} ✕
        </Button>
      )}
    </div>
  )
}
