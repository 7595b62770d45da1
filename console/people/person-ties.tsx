import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, take } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { MembershipSource } from '../parts/membership-source.tsx'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'
import type { Person } from './person-api.ts'

export function PersonGroups({ person }: { person: Person }) {
  const params = { path: { id: person.id } }
  const query = useQuery({
    queryKey: ['people', 'groups', person.id],
    queryFn: async () => (await take(api.GET('/users/{id}/groups', { params }))).items,
  })
  return (
    <Section title="Groups">
      <Asked query={query}>
        {(groups) => (
          <div>
            {groups.length === 0 && <Text c="dimmed">None.</Text>}
            {groups.map(({ id, name, manual, connectionIds }) => (
              <div key={id} className="line">
                <Link className="row-link" href={`/groups/${id}`}>
                  {name}
                </Link>
                <MembershipSource manual={manual} connectionIds={connectionIds} />
              </div>
            ))}
          </div>
        )}
      </Asked>
    </Section>
  )
}

export function PersonIdentities({ person }: { person: Person }) {
  const params = { path: { id: person.id } }
  const query = useQuery({
    queryKey: ['people', 'identities', person.id],
    queryFn: async () => (await take(api.GET('/users/{id}/identities', { params }))).items,
  })
  return (
    <Section title="Identities" description="What connections call this person.">
      <Asked query={query}>
        {(identities) => (
          <div>
            {identities.length === 0 && <Text c="dimmed">They have not come through one yet.</Text>}
            {identities.map((identity) => (
              <div key={`${identity.connectionId} ${identity.subject}`} className="line">
                <Text fw={600}>{identity.connectionName}</Text>
                <Text size="sm" c="dimmed">
                  {identity.subject} · last used <When at={identity.lastUsedAt} />
                  {identity.givenRole && ` · its claims give the role ${identity.givenRole}`}
                </Text>
              </div>
            ))}
          </div>
        )}
      </Asked>
    </Section>
  )
}
