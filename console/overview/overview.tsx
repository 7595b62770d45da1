import { Stack } from '@mantine/core'
import { CopyBox } from '../parts/copy-box.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { start } from '../start.ts'

/** What this organization is called by others: the addresses that get pasted elsewhere. */
export function Overview() {
  const { name, url } = start.organization
  return (
    <>
      <ScreenHead title="Overview" description={`The addresses of ${name}, to give to others.`} />
      <Stack gap="lg" className="form">
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
      </Stack>
    </>
  )
}
