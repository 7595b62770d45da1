import { Button, Chip, Group, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { RefusalNote } from './asked.tsx'

type Page<T> = { items: T[]; next: string | null }

/** Pages of a list, one after the other, for what is searched for now. */
export function usePages<T>(
  key: readonly unknown[],
  read: (after: string | undefined) => Promise<Page<T>>,
  /** How soon it is read again while it is looked at, by how many pages there are. */
  { everyMs }: { everyMs?: (pages: number) => number | false } = {},
) {
  return useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => everyMs?.(state.data?.pages.length ?? 0) ?? false,
  })
}

/** What was typed, once typing pauses. */
export function useSearched(typed: string): string {
  return useDebouncedValue(typed.trim(), 200)[0]
}

type Filter = Readonly<{ value: string; label: string }>

export function SearchBar(props: {
  label: string
  value: string
  onChange: (value: string) => void
  filters?: readonly Filter[]
  filter?: string
  onFilter?: (value: string) => void
}) {
  const { label, value, onChange, filters = [], filter, onFilter } = props
  return (
    <Group mb="md" gap="md">
      <TextInput
        type="search"
        aria-label={label}
        placeholder={label}
        maw={400}
        flex={1}
        miw={240}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {onFilter && (
        <Chip.Group value={filter ?? ''} onChange={(chosen) => onFilter(String(chosen))}>
          <Group gap="xs">
            {filters.map((one) => (
              <Chip key={one.value} value={one.value} variant="light" size="md">
                {one.label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
    </Group>
  )
}

type RowsProps<T> = {
  pages: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  /** Shown where there is nothing. */
  empty: ReactNode
  row: (item: T) => ReactNode
  keyOf: (item: T) => string
}

export function Rows<T>({ pages, empty, row, keyOf }: RowsProps<T>) {
  if (pages.isError && !pages.data) {
    return <RefusalNote error={pages.error} onRetry={() => void pages.refetch()} />
  }
  if (!pages.data) return <p role="status">Loading…</p>
  const items = pages.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return empty
  return (
    <Stack gap="md">
      <div className="sheet">
        {items.map((item) => (
          <Fragment key={keyOf(item)}>{row(item)}</Fragment>
        ))}
      </div>
      <RefusalNote error={pages.error} />
      {pages.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void pages.fetchNextPage()}
          loading={pages.isFetchingNextPage}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
