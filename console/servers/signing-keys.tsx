import { Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Section } from '../parts/section.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'

type Key = Schemas['SigningKey']
const STATUS: Record<Key['status'], string> = {
  current: 'Signs now',
  next: 'Signs next',
  previous: 'Still published',
}

export function SigningKeys({ serverId, name }: { serverId: string; name: string }) {
  const key = ['servers', 'keys', serverId]
  const params = { path: { id: serverId } }
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: key,
    queryFn: async () =>
      (await take(api.GET('/authorization-servers/{id}/keys', { params }))).items,
  })
  const rotate = async () => {
    const now = await take(api.POST('/authorization-servers/{id}/keys/rotate', { params }))
    queries.setQueryData(key, now.items)
  }
  return (
    <Section
      title="Signing keys"
      description="Applications fetch them by themselves. The next one is published before it is used, so that nobody is surprised."
    >
      <Asked query={query}>
        {(keys) => (
          <div>
            {keys.map(({ id, alg, status, createdAt, retiresAt }) => (
              <div key={id} className="line">
                <Group gap="sm">
                  <Text fw={600}>{alg}</Text>
                  <Tag tone={status === 'current' ? 'good' : 'quiet'} text={STATUS[status]} />
                </Group>
                <Text size="sm" c="dimmed">
                  {id} · made <When at={createdAt} />
                  {retiresAt !== null && (
                    <>
                      , goes <When at={retiresAt} />
                    </>
                  )}
                </Text>
              </div>
            ))}
          </div>
        )}
      </Asked>
      {mayWrite && (
        <Group>
          <Button variant="default" onClick={() => setAsking(true)}>
            Rotate keys
          </Button>
        </Group>
      )}
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        act="Rotate keys"
        name={name}
        onConfirm={rotate}
      >
        The next key signs from now on. Tokens signed before stay valid until they end.
      </ConfirmByName>
    </Section>
  )
}
