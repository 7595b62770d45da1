import { Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'
import { mayHelp } from '../start.ts'
import type { Person } from './person-api.ts'

const KINDS = { otp: 'Authenticator app', passkey: 'Passkey' } as const

/** What the person has beside a password or a provider, and what to do when it is lost. */
export function PersonFactors({ person }: { person: Person }) {
  const { id, displayName } = person
  const key = ['people', 'factors', id]
  const params = { path: { id } }
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: key,
    queryFn: () => take(api.GET('/users/{id}/factors', { params })),
  })
  const reset = async () => {
    await take(api.POST('/users/{id}/reset-factors', { params }))
    await queries.invalidateQueries({ queryKey: key })
  }
  return (
    <Section title="Second factors">
      <Asked query={query}>
        {({ items, recoveryCodesLeft }) => (
          <div>
            {items.length === 0 && <Text c="dimmed">None.</Text>}
            {items.map((factor) => (
              <div key={factor.id}>
                <Text>
                  {KINDS[factor.kind]}: {factor.name}
                </Text>
                <Text size="sm" c="dimmed">
                  Added <When at={factor.createdAt} />
                  {factor.lastUsedAt && (
                    <>
                      {' '}
                      · last used <When at={factor.lastUsedAt} />
                    </>
                  )}
                </Text>
              </div>
            ))}
            {items.length > 0 && (
              <Text size="sm" c="dimmed" mt="xs">
                Recovery codes left: {recoveryCodesLeft}
              </Text>
            )}
            {mayHelp && items.length > 0 && (
              <Group mt="sm">
                <Button color="bad" variant="light" size="sm" onClick={() => setAsking(true)}>
                  Reset second factors
                </Button>
              </Group>
            )}
          </div>
        )}
      </Asked>
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        act="Reset second factors"
        name={person.login}
        onConfirm={reset}
      >
        Be sure that it is {displayName} who asks. Until they add another one, their first factor is
        all that it takes to sign in as them, unless one is required: then they add it at their next
        sign-in.
      </ConfirmByName>
    </Section>
  )
}
