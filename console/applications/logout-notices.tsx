import { Alert, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'
import type { Application } from './application-values.ts'

type Notices = Schemas['LogoutNotices']

/** How telling the application of ended sessions goes. */
export function LogoutNotices({ application }: { application: Application }) {
  const { id, settings } = application
  const query = useQuery({
    queryKey: ['applications', 'logout-notices', id],
    queryFn: () => take(api.GET('/applications/{id}/logout-notices', { params: { path: { id } } })),
    enabled: settings.backchannelLogoutUri !== null,
  })
  if (settings.backchannelLogoutUri === null) return null
  return (
    <Section title="Logout notices" description="What the back-channel logout URI was told.">
      <Asked query={query}>{(notices) => <Facts notices={notices} />}</Asked>
    </Section>
  )
}

function Facts({ notices }: { notices: Notices }) {
  const { failingSince, lastFailure, lastFailureAt, lastSuccessAt, waiting, givenUp } = notices
  const many = waiting >= 1_000 ? '1,000 or more' : waiting
  return (
    <Stack gap="sm">
      {failingSince !== null && (
        <Alert color="bad" title="The application does not take notices" role="status">
          {lastFailure} It is tried again, later each time, for a day from each session's end.
          {givenUp > 0 &&
            ` Given up meanwhile: ${givenUp}. Those sessions may still be open there.`}
        </Alert>
      )}
      <Fact name="Last success">{lastSuccessAt ? <When at={lastSuccessAt} /> : 'Never'}</Fact>
      <Fact name="Last failure">{lastFailureAt ? <When at={lastFailureAt} /> : 'Never'}</Fact>
      <Fact name="Waiting">{many}</Fact>
    </Stack>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap="sm">
      <Text c="dimmed" w={120}>
        {name}
      </Text>
      <Text component="div">{children}</Text>
    </Group>
  )
}
