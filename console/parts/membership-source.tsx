import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, take } from '../api/client.ts'
import { mayReadSettings } from '../start.ts'

type Props = { manual: boolean; connectionIds: readonly string[] }

/** What makes somebody a member, where it is more than an administrator's hand. */
export function MembershipSource({ manual, connectionIds }: Props) {
  const names = useConnectionNames(connectionIds.length > 0)
  if (connectionIds.length === 0) return null
  const given = connectionIds.map((id) => names.get(id) ?? 'a connection')
  const by = new Intl.ListFormat('en').format(manual ? [...given, 'an administrator'] : given)
  return (
    <Text size="sm" c="dimmed">
      Given by {by}
    </Text>
  )
}

function useConnectionNames(wanted: boolean): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['connections', 'names'],
    enabled: wanted && mayReadSettings,
    queryFn: async () => (await take(api.GET('/connections'))).items,
  })
  return new Map(data?.map(({ id, name }) => [id, name]))
}
