import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { RefusalNote } from '../parts/asked.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { beginTest, listTests, TEST_STATES, type TestRequest } from './connection-test-api.ts'

type Props = { request: () => TestRequest; disabled?: boolean }

/** Through the provider and back in a tab of its own: what is typed here stays as it is. */
export function TestSignIn({ request, disabled = false }: Props) {
  const begin = useMutation({
    mutationFn: async (tab: Window | null) => {
      try {
        const { location } = await beginTest(request())
        tab?.location.replace(location)
        return { location, isOpen: tab !== null }
      } catch (error) {
        tab?.close()
        throw error
      }
    },
  })
  const start = () => {
    // Opened at the click, because a browser blocks what opens later; the provider gets no hold on us.
    const tab = window.open('about:blank', '_blank')
    if (tab) tab.opener = null
    begin.mutate(tab)
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" loading={begin.isPending} disabled={disabled} onClick={start}>
        Test sign-in
      </Button>
      <Text size="sm" c="dimmed">
        Signs you in at the provider in a new tab, with what stands here, and shows what would
        happen. Nobody is signed in or added by it.
      </Text>
      <RefusalNote error={begin.error} />
      {begin.data && !begin.data.isOpen && (
        <Anchor href={begin.data.location} target="_blank" rel="noreferrer">
          Your browser opened no tab: go to the provider
        </Anchor>
      )}
    </Stack>
  )
}

/** When it was last tried, and how that ended. */
export function LastTest({ connectionId }: { connectionId: string }) {
  const { data } = useQuery({
    queryKey: ['connections', 'tests', connectionId],
    queryFn: () => listTests(connectionId),
    // A test ends in another tab: coming back from it is when there is something new.
    refetchOnWindowFocus: 'always',
  })
  const [last] = data ?? []
  if (!last) return null
  const { text, tone } = TEST_STATES[last.outcome]
  return (
    <Text size="sm">
      <Tag tone={tone} text={text} />{' '}
      <Anchor component={Link} href={`/connections/tests/${last.id}`}>
        Last tested <When at={last.at} />
      </Anchor>
    </Text>
  )
}
