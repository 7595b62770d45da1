import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Copy, CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import { start } from '../start.ts'
import type { Application } from './application-values.ts'
import { snippetsFor } from './snippets.ts'

/** Everything the other end asks for, with this application's own values. */
export function ConnectTab({ application }: { application: Application }) {
  const issuer = start.organization.url
  const snippets = snippetsFor({ application, issuer })
  const [chosen, setChosen] = useState(snippets[0]?.name ?? '')
  const snippet = snippets.find(({ name }) => name === chosen) ?? snippets[0]
  return (
    <Stack gap="lg" className="form">
      <Section title="Values" description="What most applications ask for, under these names.">
        <CopyBox
          label="Well-known URL"
          value={`${issuer}/.well-known/openid-configuration`}
          help="Also called discovery or metadata URL. Everything else follows from it."
        />
        <CopyBox label="Issuer" value={issuer} />
        <CopyBox label="Client ID" value={application.clientId} />
      </Section>
      {snippet && (
        <Section
          title="Ready-made"
          description="The client secret is left out: put yours where it says so, and keep it out of the code."
        >
          <Select
            label="Library or proxy"
            data={snippets.map(({ name }) => name)}
            value={snippet.name}
            onChange={(name) => setChosen(name ?? '')}
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <pre className="snippet" tabIndex={0}>
            {snippet.text}
          </pre>
          <div>
            <Copy value={snippet.text} what={`the ${snippet.name} snippet`} />
          </div>
          {snippet.note && <Text c="dimmed">{snippet.note}</Text>}
        </Section>
      )}
    </Stack>
  )
}
