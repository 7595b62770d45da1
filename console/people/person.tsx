import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { mayHelp } from '../start.ts'
import { personKey, readPerson, STATUS_NAMES } from './person-api.ts'
import { PersonFactors } from './person-factors.tsx'
import { PersonForm } from './person-form.tsx'
import { PersonLink } from './person-link.tsx'
import { PersonPassword } from './person-password.tsx'
import { PersonSessions } from './person-sessions.tsx'
import { PersonStatus } from './person-status.tsx'
import { PersonGroups, PersonIdentities } from './person-ties.tsx'

const BACK = { label: 'People', path: '/people' }

export function Person({ id }: { id: string }) {
  const query = useQuery({ queryKey: personKey(id), queryFn: () => readPerson(id) })
  return (
    <Asked query={query} back={BACK}>
      {(loaded) => {
        const person = loaded.value
        // Who is to be invited is here for that; a link for others is one thing of many.
        const isStaged = person.status === 'staged'
        return (
          <>
            <ScreenHead
              title={person.displayName}
              back={BACK}
              description={`${person.login} · ${STATUS_NAMES[person.status]}`}
            />
            <Stack gap="lg" className="form">
              {mayHelp && isStaged && <PersonLink person={person} />}
              <PersonForm loaded={loaded} />
              <PersonFactors person={person} />
              <PersonSessions person={person} />
              <PersonGroups person={person} />
              <PersonIdentities person={person} />
              {mayHelp && !isStaged && <PersonLink person={person} />}
              {mayHelp && <PersonPassword person={person} />}
              {mayHelp && <PersonStatus person={person} />}
            </Stack>
          </>
        )
      }}
    </Asked>
  )
}
