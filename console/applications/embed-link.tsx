import { CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import type { Application } from './application-values.ts'

export function EmbedLink({ application }: { application: Application }) {
  const { settings, embedUrl } = application
  if (settings.loginMode === 'DISABLED') return null
  return (
    <Section title="App Embed Link">
      <CopyBox
        label="Embed link"
        value={embedUrl}
        help="Opens the application as its tile does: for an intranet page or a bookmark."
      />
    </Section>
  )
}
