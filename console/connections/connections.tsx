import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { Empty } from '../parts/empty.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { mayWrite } from '../start.ts'
import { CONNECTIONS_KEY, listConnections } from './connection-api.ts'
import { TEMPLATE_NAMES } from './connection-values.ts'
import { ExpiryTag } from './expiry-tag.tsx'
import { HealthTag } from './health-tag.tsx'

type Listed = Schemas['ListedConnection']

export function Connections() {
  const query = useQuery({ queryKey: CONNECTIONS_KEY, queryFn: listConnections })
  return (
    <>
      <ScreenHead
        title="Connections"
        description="Where people of this organization can come from: each is a button on the login screen, in this order."
        action={mayWrite && <AddButton />}
      />
      <Asked query={query}>
        {(connections) =>
          connections.length > 0 ? (
            <ConnectionList connections={connections} />
          ) : (
            <Empty
              title="No connection yet"
              description="Add one, and people sign in with the account they have at Okta, Microsoft, Google or elsewhere, instead of a password here."
            >
              {mayWrite && <AddButton />}
            </Empty>
          )
        }
      </Asked>
    </>
  )
}

function AddButton() {
  return (
    <Button component={Link} href="/connections/new">
      Add connection
    </Button>
  )
}

function ConnectionList({ connections }: { connections: readonly Listed[] }) {
  const queries = useQueryClient()
  const order = useMutation({
    mutationFn: (ids: string[]) => take(api.PUT('/connections/order', { body: { ids } })),
    onSuccess: ({ items }) => queries.setQueryData(CONNECTIONS_KEY, items),
  })
  const move = (from: number, to: number) => {
    const ids = connections.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    order.mutate(ids)
  }
  return (
    <Stack gap="md">
      <div className="sheet">
        {connections.map((connection, i) => (
          <ConnectionRow key={connection.id} connection={connection}>
            {mayWrite && connections.length > 1 && (
              <Group gap={4} wrap="nowrap">
                <Button
                  variant="default"
                  size="sm"
                  px="sm"
                  disabled={i === 0 || order.isPending}
                  onClick={() => move(i, i - 1)}
                  aria-label={`Move ${connection.name} up`}
                >
                  ↑
                </Button>
                <Button
                  variant="default"
                  size="sm"
                  px="sm"
                  disabled={i === connections.length - 1 || order.isPending}
                  onClick={() => move(i, i + 1)}
                  aria-label={`Move ${connection.name} down`}
                >
                  ↓
                </Button>
              </Group>
            )}
          </ConnectionRow>
        ))}
      </div>
      <RefusalNote error={order.error} />
    </Stack>
  )
}

function ConnectionRow(props: { connection: Listed; children: ReactNode }) {
  const { id, name, template, issuer, enabled, health, settings } = props.connection
  return (
    <Group className="list-row" wrap="nowrap" gap="md">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Link className="row-link" href={`/connections/${id}`} dir="auto">
          {name}
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {TEMPLATE_NAMES[template]} · {issuer}
        </Text>
      </div>
      <ExpiryTag day={settings.secretExpiresOn} />
      {enabled ? <HealthTag state={health} /> : <Tag tone="quiet" text="Disabled" />}
      {props.children}
    </Group>
  )
}
