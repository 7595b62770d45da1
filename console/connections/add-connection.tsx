import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { CONNECTIONS_KEY, listConnections } from './connection-api.ts'
import { isTemplate, TEMPLATE_NAMES, type Template } from './connection-values.ts'
import { DESCRIPTIONS } from './guides.ts'
import { NewConnection } from './new-connection.tsx'

/** First which provider, then its guide beside the form. */
export function AddConnection({ template }: { template?: string | undefined }) {
  const query = useQuery({ queryKey: CONNECTIONS_KEY, queryFn: listConnections })
  if (!isTemplate(template)) return <ChooseProvider />
  return (
    <>
      <ScreenHead
        title={
          template === 'oidc' ? 'Connect an OpenID provider' : `Connect ${TEMPLATE_NAMES[template]}`
        }
        back={{ label: 'Choose another provider', path: '/connections/new' }}
      />
      <Asked query={query}>
        {(existing) => <NewConnection template={template} existing={existing} />}
      </Asked>
    </>
  )
}

function ChooseProvider() {
  return (
    <>
      <ScreenHead
        title="Add connection"
        back={{ label: 'Connections', path: '/connections' }}
        description="Where do your people have their accounts?"
      />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        {(Object.keys(TEMPLATE_NAMES) as Template[]).map((template) => (
          <Link key={template} href={`/connections/new/${template}`} className="sheet provider">
            <Text fw={600}>{TEMPLATE_NAMES[template]}</Text>
            <Text size="sm" c="dimmed">
              {DESCRIPTIONS[template]}
            </Text>
          </Link>
        ))}
      </SimpleGrid>
    </>
  )
}
