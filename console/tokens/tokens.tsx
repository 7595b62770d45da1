import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Empty } from '../parts/empty.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'
import { forgetToken, TOKENS_KEY, toldToken } from './token-api.ts'

type Token = Schemas['ApiToken']

export function Tokens() {
  const query = useQuery({
    queryKey: TOKENS_KEY,
    queryFn: async () => (await take(api.GET('/api-tokens'))).items,
  })
  return (
    <>
      <ScreenHead
        title="API tokens"
        back={{ label: 'Settings', path: '/settings' }}
        description="For programs that use the admin API: each with what it may do, and an end. One that has ended is removed after 30 days."
        action={mayWrite && <MakeButton />}
      />
      <Stack gap="md">
        <ToldToken />
        <Asked query={query}>
          {(tokens) =>
            tokens.length === 0 ? (
              <Empty
                title="No token yet"
                description="A program with a token can do what this console does, as far as the token's scopes go."
              />
            ) : (
              <div className="sheet">
                {tokens.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </div>
            )
          }
        </Asked>
      </Stack>
    </>
  )
}

function MakeButton() {
  return (
    <Button component={Link} href="/settings/api-tokens/new">
      Make a token
    </Button>
  )
}

function ToldToken() {
  const [told, setTold] = useState(toldToken)
  if (told === undefined) return null
  const hide = () => {
    forgetToken()
    setTold(undefined)
  }
  return (
    <Alert color="brass" title="Copy the token now">
      <Stack gap="sm">
        <Text>It is shown this once. Latchkey will never show it again.</Text>
        <CopyBox label="API token" value={told} />
        <Group>
          <Button variant="default" size="sm" onClick={hide}>
            I have copied it
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function TokenRow({ token }: { token: Token }) {
  const { id, name, scopes, expiresAt, lastUsedAt } = token
  const [asking, setAsking] = useState(false)
  const isOver = Date.parse(expiresAt) <= Date.now()
  const queries = useQueryClient()
  const revoke = async () => {
    await take(api.DELETE('/api-tokens/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries({ queryKey: TOKENS_KEY })
  }
  return (
    <Group className="list-row" justify="space-between">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {isOver && <Tag tone="quiet" text="Expired" />}
        </Group>
        <Text size="sm" c="dimmed">
          {scopes.join(', ')}
        </Text>
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
        The program that uses it is refused from now on.
      </ConfirmByName>
    </Group>
  )
}
