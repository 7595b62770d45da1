import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { RefusalNote } from './asked.tsx'
import { useSearched } from './list-screen.tsx'

type Named = { id: string; name: string }

type Props = {
  /** Tells the answers of this kind from those of others. */
  kind: string
  label: string
  value: readonly string[]
  onChange: (ids: string[]) => void
  search: (q: string) => Promise<Named[]>
  /** The name of one that was chosen before. */
  read: (id: string) => Promise<Named>
}

/** Any number out of very many: found by how their names begin. */
export function NamePicker({ kind, label, value, onChange, search, read }: Props) {
  const [typed, setTyped] = useState('')
  const q = useSearched(typed)
  const found = useQuery({
    queryKey: [kind, 'pick', q],
    queryFn: () => search(q),
    placeholderData: (before) => before,
  })
  const chosen = useQuery({
    queryKey: [kind, 'names', value],
    enabled: value.length > 0,
    queryFn: () => Promise.all(value.map(read)),
    placeholderData: (before) => before,
  })
  const known = new Map([...(chosen.data ?? []), ...(found.data ?? [])].map((one) => [one.id, one]))
  const options = [...new Set([...known.keys(), ...value])]
  return (
    <>
      <MultiSelect
        size="md"
        label={label}
        description="Type how a name begins."
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        nothingFoundMessage="Nothing begins so"
        data={options.map((id) => ({ value: id, label: known.get(id)?.name ?? '…' }))}
        value={[...value]}
        onChange={onChange}
      />
      <RefusalNote error={found.error ?? chosen.error} />
    </>
  )
}
