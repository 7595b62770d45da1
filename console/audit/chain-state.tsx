import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { When } from '../parts/when.tsx'

const KEY = ['event-check']

/** Whether the log is what was sealed, as far as the last check went. */
export function ChainState() {
  const queries = useQueryClient()
  const [problem, setProblem] = useState<unknown>()
  const [running, setRunning] = useState(false)
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async () => await take(api.GET('/events/check')),
  })
  const check = async () => {
    setRunning(true)
    setProblem(undefined)
    try {
      queries.setQueryData(KEY, { last: await take(api.POST('/events/check')) })
    } catch (error) {
      setProblem(error)
    } finally {
      setRunning(false)
    }
  }
  const last = data?.last
  return (
    <>
      <Group mb="md" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {last?.intact && (
            <>
              Chain intact up to number {last.last}, checked <When at={last.checkedAt} />.
            </>
          )}
          {data && !last && 'The chain was not checked yet.'}
        </Text>
        <Button size="sm" variant="default" loading={running} onClick={() => void check()}>
          Check the chain
        </Button>
      </Group>
      <RefusalNote error={problem} />
      {last && !last.intact && (
        <Alert color="bad" role="alert" mb="md" title="The log is not what was sealed">
          {last.message} Checked <When at={last.checkedAt} />.
        </Alert>
      )}
    </>
  )
}
