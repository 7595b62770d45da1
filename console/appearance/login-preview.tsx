import { Group, SegmentedControl, Stack, Title } from '@mantine/core'
import { useDebouncedValue, useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, take } from '../api/client.ts'
import { Refused } from '../api/refused.ts'
import { RefusalNote } from '../parts/asked.tsx'
import type { Edited } from '../parts/use-edited.ts'
import { start } from '../start.ts'
import { type AppearanceValues, changeOf, fieldOf } from './appearance-values.ts'

type Scheme = 'light' | 'dark'

const SIZES = { desktop: { width: 1024, height: 800 }, phone: { width: 390, height: 800 } }
type Size = keyof typeof SIZES

const PAUSE_MS = 300

/**
 * The login screen as the server would send it now, with what is typed and not saved. What it
 * refuses stands at its field at once, and the last page that it made stays.
 */
export function LoginPreview({ edited }: { edited: Edited<AppearanceValues> }) {
  const { form } = edited
  const [scheme, setScheme] = useState<Scheme>('light')
  const [size, setSize] = useState<Size>('phone')
  const [typed] = useDebouncedValue(JSON.stringify(changeOf(form.getValues())), PAUSE_MS)
  const [page, setPage] = useState<string>()
  const { data, error } = useQuery({
    queryKey: ['appearance-preview', typed],
    queryFn: () => preview(JSON.parse(typed)),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  useEffect(() => {
    if (data) setPage(data.page)
  }, [data])
  const { setErrors, clearErrors } = form
  useEffect(() => {
    if (!(error instanceof Refused) || error.errors.length === 0) return clearErrors()
    setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [fieldOf(path), message])))
  }, [error, setErrors, clearErrors])
  const isAtField = error instanceof Refused && error.errors.length > 0
  return (
    <Stack component="section" className="sheet preview" p="md" gap="md" aria-label="Preview">
      <Group justify="space-between">
        <Title order={2}>Preview</Title>
        <Group gap="xs">
          <SegmentedControl
            aria-label="Light or dark"
            value={scheme}
            onChange={(value) => setScheme(value === 'dark' ? 'dark' : 'light')}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
          <SegmentedControl
            aria-label="Size of the screen"
            value={size}
            onChange={(value) => setSize(value === 'desktop' ? 'desktop' : 'phone')}
            data={[
              { value: 'phone', label: 'Phone' },
              { value: 'desktop', label: 'Desktop' },
            ]}
          />
        </Group>
      </Group>
      {Boolean(error) && !isAtField && <RefusalNote error={error} />}
      {page && <Frame page={withScheme(page, scheme)} size={size} />}
    </Stack>
  )
}

function preview(appearance: ReturnType<typeof changeOf>) {
  return take(api.POST('/organization/preview', { body: { settings: { appearance } } }))
}

/** Looked at, and neither clicked nor reached by the keyboard. No script runs in it. */
function Frame({ page, size }: { page: string; size: Size }) {
  const { ref, width: room } = useElementSize()
  const { width, height } = SIZES[size]
  const scale = room > 0 ? Math.min(1, room / width) : 1
  return (
    <div ref={ref}>
      <div className="preview-screen" style={{ width: width * scale, height: height * scale }}>
        <iframe
          title="The login screen"
          sandbox="allow-same-origin"
          srcDoc={page}
          inert
          style={{ width, height, transform: `scale(${scale})` }}
        />
      </div>
    </div>
  )
}

/**
 * The page follows what the browser prefers, which a frame cannot choose: the condition is put in
 * place of the question. A page in a frame is under this page's policy, whose styles have a nonce.
 */
function withScheme(page: string, scheme: Scheme): string {
  return page
    .replaceAll('<style>', `<style nonce="${start.nonce}">`)
    .replaceAll(
      '(prefers-color-scheme: dark)',
      scheme === 'dark' ? '(min-width: 0)' : '(max-width: 0)',
    )
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`)
}
