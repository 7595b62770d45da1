import { List, Stack, Text, Title } from '@mantine/core'
import { Copy, CopyBox } from '../parts/copy-box.tsx'
import { type Addresses, TEMPLATE_NAMES, type Template } from './connection-values.ts'
import { GUIDES, oktaTerraform } from './guides.ts'

type Props = { template: Template; addresses: Addresses; organization: string }

/** What to click at the provider, with this organization's exact addresses to copy. */
export function GuidePanel({ template, addresses, organization }: Props) {
  const where = template === 'oidc' ? 'At the provider' : `At ${TEMPLATE_NAMES[template]}`
  return (
    <section aria-label={where}>
      <Title order={2} mb="md">
        {where}
      </Title>
      <List type="ordered" spacing="md" className="guide">
        {GUIDES[template].steps(addresses, organization).map(({ text, copy }) => (
          <List.Item key={text}>
            <Text mb={copy ? 'xs' : 0}>{text}</Text>
            {copy && <CopyBox label={copy.label} value={copy.value} />}
          </List.Item>
        ))}
      </List>
      {template === 'okta' && (
        <details className="terraform">
          <summary>The same as Terraform</summary>
          <Stack gap="xs" mt="sm" align="flex-start">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
            <pre className="snippet" tabIndex={0}>
              {oktaTerraform(addresses, organization)}
            </pre>
            <Copy value={oktaTerraform(addresses, organization)} what="the Terraform resource" />
          </Stack>
        </details>
      )}
    </section>
  )
}
