import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { mayWrite } from '../start.ts'
import { listServers, SERVERS_LIST } from './server-api.ts'

export function Servers() {
  const query = useQuery({ queryKey: SERVERS_LIST, queryFn: listServers })
  return (
    <>
      <ScreenHead
        title="Authorization servers"
        description="The issuers of this organization. Applications sign people in at “org”; APIs take access tokens of a custom one, such as “default”."
        action={
          mayWrite && (
            <Button component={Link} href="/authorization-servers/new">
              Add server
            </Button>
          )
        }
      />
      <Asked query={query}>
        {(servers) => (
          <div className="sheet">
            {servers.map(({ id, settings, issuer }) => (
              <div className="list-row" key={id}>
                <Link className="row-link" href={`/authorization-servers/${id}`}>
                  {settings.name}
                </Link>
                <Text size="sm" c="dimmed">
                  {issuer}
                </Text>
              </div>
            ))}
          </div>
        )}
      </Asked>
    </>
  )
}
