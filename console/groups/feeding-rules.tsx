import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'
import { CONNECTIONS_KEY, listConnections } from '../connections/connection-api.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/section.tsx'

type Rule = Schemas['MappingRule']

/** The mapping rules by which people come into a group, or may by its name. */
export function FeedingRules({ groupId }: { groupId: string }) {
  const query = useQuery({ queryKey: CONNECTIONS_KEY, queryFn: listConnections })
  return (
    <Section title="Rules" description="What connections’ claims put people into it by.">
      <Asked query={query}>
        {(connections) => {
          const found = connections.flatMap(({ id, name, settings }) =>
            settings.mapping.rules.flatMap((rule, index) =>
              rule.group === groupId || rule.sameName ? [{ id, name, rule, index }] : [],
            ),
          )
          if (found.length === 0) return <Text c="dimmed">None.</Text>
          return found.map(({ id, name, rule, index }) => (
            <div key={`${id} ${index}`} className="line">
              <Link className="row-link" href={`/connections/${id}`}>
                {name}, rule {index + 1}
              </Link>
              <Text size="sm" c="dimmed">
                {describe(rule)}
              </Text>
            </div>
          ))
        }}
      </Asked>
    </Section>
  )
}

const WORDS: Record<Exclude<Rule['match'], 'any'>, string> = {
  equals: 'is',
  starts_with: 'begins with',
  pattern: 'matches',
}

function describe({ claim, match, value, sameName }: Rule): string {
  const what = claim ? `A value of ${claim}` : 'A group there'
  const named = sameName ? ', if it has the name of this group' : ''
  return match === 'any' ? `${what}${named}` : `${what} ${WORDS[match]} “${value ?? ''}”${named}`
}
