import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'
import type { Connection } from './connection-values.ts'

type Token = Schemas['ProvisioningToken']

const keyOf = (id: string) => ['connections', 'provisioning', id] as const

/** With what the provider tells of its people and groups by itself, before they sign in. */
export function Provisioning({ connection }: { connection: Connection }) {
  const { id, enabled } = connection
  const params = { path: { id } }
  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: () => take(api.GET('/connections/{id}/provisioning', { params })),
  })
  return (
    <Section
      title="Provisioning"
      description="The provider adds, changes and deactivates people and groups here by itself (SCIM 2.0). Give it this address and a token."
    >
      <Asked query={query}>
        {({ baseUrl, people, groups, tokens }) => (
          <Stack gap="md">
            <CopyBox label="SCIM base URL" value={baseUrl} />
            <Text>{told(people, groups)}</Text>
            {!enabled && (
              <Text c="dimmed">While the connection is disabled its tokens are refused.</Text>
            )}
            {tokens.length > 0 && (
              <div>
                {tokens.map((token) => (
                  <TokenRow key={token.id} connectionId={id} token={token} />
                ))}
              </div>
            )}
            {mayWrite && <MakeToken connectionId={id} isFirst={tokens.length === 0} />}
          </Stack>
        )}
      </Asked>
    </Section>
  )
}

function told(people: number, groups: number): string {
  if (people === 0 && groups === 0) return 'It has told of nobody yet.'
  const count = (n: number, one: string, more: string) => `${n} ${n === 1 ? one : more}`
  return `It tells of ${count(people, 'person', 'people')} and ${count(groups, 'group', 'groups')}.`
}

function MakeToken({ connectionId, isFirst }: { connectionId: string; isFirst: boolean }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState(365)
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: () =>
      take(
        api.POST('/connections/{id}/provisioning/tokens', {
          params: { path: { id: connectionId } },
          body: { name: name.trim() || 'Provisioning', expiresInDays: days },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(connectionId) }),
  })
  if (make.data) {
    const done = () => {
      make.reset()
      setName('')
    }
    return <Told token={make.data.token} onDone={done} />
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <Stack gap="sm">
        <Group align="flex-end" grow preventGrowOverflow={false}>
          <TextInput
            label="Name of the token"
            placeholder="Provisioning"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            label="Ends after, in days"
            min={1}
            max={730}
            allowDecimal={false}
            value={days}
            onChange={(value) => setDays(Number(value))}
          />
        </Group>
        <RefusalNote error={make.error} />
        <Group>
          <Button type="submit" variant="default" loading={make.isPending}>
            {isFirst ? 'Make a token' : 'Make another token'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Told({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Alert color="brass" title="Copy the token now">
      <Stack gap="sm">
        <Text>It is shown this once. Latchkey will never show it again.</Text>
        <CopyBox label="Provisioning token" value={token} />
        <Group>
          <Button variant="default" size="sm" onClick={onDone}>
            I have copied it
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function TokenRow({ connectionId, token }: { connectionId: string; token: Token }) {
  const { id, name, expiresAt, lastUsedAt } = token
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const isOver = Date.parse(expiresAt) <= Date.now()
  const revoke = async () => {
    const params = { path: { id: connectionId, tokenId: id } }
    await take(api.DELETE('/connections/{id}/provisioning/tokens/{tokenId}', { params }))
    await queries.invalidateQueries({ queryKey: keyOf(connectionId) })
  }
  return (
    <Group className="list-row" justify="space-between">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {isOver && <Tag tone="quiet" text="Expired" />}
        </Group>
        <Text size="sm" c="dimmed">
          {isOver ? 'Ended' : 'Ends'} <When at={expiresAt} /> ·{' '}
          {lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <When at={lastUsedAt} />
            </>
          )}
        </Text>
      </div>
      {mayWrite && (
        <Button
          variant="subtle"
          color="bad"
          size="sm"
          aria-label={`${isOver ? 'Remove' : 'Revoke'} ${name}`}
          // One that has ended opens nothing, so nothing is lost with it.
          onClick={() => (isOver ? void revoke() : setAsking(true))}
        >
          {isOver ? 'Remove' : 'Revoke'}
        </Button>
      )}
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        act={`Revoke ${name}`}
        name={name}
        onConfirm={revoke}
      >
        The provider is refused with it from now on. People and groups stay as they are.
      </ConfirmByName>
    </Group>
  )
}
