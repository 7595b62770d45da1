import { SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, take } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { mayReadSettings, mayWrite, start } from '../start.ts'
import { Counts } from './counts.tsx'
import { NextSteps } from './next-steps.tsx'
import { RefusedAddresses } from './refused-addresses.tsx'
import { SignInChart } from './sign-in-chart.tsx'
import { Warnings } from './warnings.tsx'

/** What to do next, how the week went, and what this organization is called by others. */
export function Overview() {
  return (
    <>
      <ScreenHead title="Overview" description={`How ${start.organization.name} is doing.`} />
      <Stack gap="lg">
        {mayReadSettings && <Figures />}
        <Addresses />
      </Stack>
    </>
  )
}

function Figures() {
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: () => take(api.GET('/overview')),
  })
  return (
    <Asked query={query}>
      {(overview) => (
        <Stack gap="lg">
          <Warnings warnings={overview.warnings} />
          {mayWrite && <NextSteps overview={overview} />}
          <Counts overview={overview} />
          <SignInChart days={overview.signIns} />
          <RefusedAddresses refused={overview.refusedAddresses} />
        </Stack>
      )}
    </Asked>
  )
}

/** The addresses that get pasted elsewhere. */
function Addresses() {
  const { url } = start.organization
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Section
        title="For applications"
        description="What an application asks for when people shall sign in to it here."
      >
        <CopyBox label="Issuer" value={url} />
        <CopyBox
          label="Well-known URL"
          value={`${url}/.well-known/openid-configuration`}
          help="Also called discovery or metadata URL. Everything else follows from it."
        />
      </Section>
      <Section title="For people">
        <CopyBox
          label="Dashboard"
          value={`${url}/`}
          help="Where people find their applications. Who is not signed in is asked to first."
        />
      </Section>
    </SimpleGrid>
  )
}
