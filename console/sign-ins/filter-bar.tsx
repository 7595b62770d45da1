import { Chip, Group, Select, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, take } from '../api/client.ts'
import { CONNECTIONS_KEY, listConnections } from '../connections/connection-api.ts'
import { useSearched } from '../parts/list-screen.tsx'
import { mayReadSettings } from '../start.ts'
import { type FilterName, type Filters, OUTCOMES, SINCE } from './filters.ts'

type Props = {
  filters: Filters
  onChange: (name: FilterName, value: string) => void
  live: boolean
  onLive: (live: boolean) => void
}

export function FilterBar({ filters, onChange, live, onLive }: Props) {
  return (
    <>
      <div className="filters">
        <Typed
          label="Person"
          placeholder="ada@…"
          value={filters.person}
          onChange={(value) => onChange('person', value)}
        />
        <Typed
          label="Code"
          placeholder="KDHR-7WMP"
          value={filters.code}
          onChange={(value) => onChange('code', value)}
        />
        {mayReadSettings && <PartyFilters filters={filters} onChange={onChange} />}
        <Select
          label="When"
          placeholder="At any time"
          clearable
          data={SINCE.map(({ value, label }) => ({ value, label }))}
          value={filters.since ?? null}
          onChange={(value) => onChange('since', value ?? '')}
        />
      </div>
      <Group mb="md" justify="space-between" gap="sm">
        <Chip.Group
          value={filters.outcome ?? ''}
          onChange={(chosen) => onChange('outcome', String(chosen))}
        >
          <Group gap="xs" role="group" aria-label="Outcome">
            {OUTCOMES.map((one) => (
              <Chip key={one.value} value={one.value} variant="light" size="md">
                {one.label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Switch
          label="New ones appear by themselves"
          checked={live}
          onChange={(event) => onLive(event.currentTarget.checked)}
        />
      </Group>
    </>
  )
}

function Typed(props: {
  label: string
  placeholder: string
  value: string | undefined
  onChange: (value: string) => void
}) {
  const { label, placeholder, value = '', onChange } = props
  const [typed, setTyped] = useState(value)
  const settled = useSearched(typed)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed goes out once it settles, not when the address changes
  useEffect(() => {
    if (settled !== value) onChange(settled)
  }, [settled])
  // The address was changed from elsewhere, by the way back for one.
  useEffect(() => setTyped(value), [value])
  return (
    <TextInput
      type="search"
      label={label}
      placeholder={placeholder}
      maxLength={320}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}

/** Few enough to choose from a list; applications are found by name in it. */
function PartyFilters({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const connections = useQuery({ queryKey: CONNECTIONS_KEY, queryFn: listConnections })
  const applications = useQuery({
    queryKey: ['applications', 'names'],
    queryFn: () => take(api.GET('/applications', { params: { query: { limit: 200 } } })),
  })
  return (
    <>
      <Select
        label="Connection"
        placeholder="Any"
        clearable
        data={(connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.connectionId ?? null}
        onChange={(value) => onChange('connectionId', value ?? '')}
      />
      <Select
        label="Application"
        placeholder="Any"
        clearable
        searchable
        data={(applications.data?.items ?? []).map(({ id, label }) => ({ value: id, label }))}
        value={filters.applicationId ?? null}
        onChange={(value) => onChange('applicationId', value ?? '')}
      />
    </>
  )
}
