import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Section } from '../parts/section.tsx'
import { When } from '../parts/when.tsx'
import { createPasswordLink, type Person, sendPasswordLink } from './person-api.ts'
import { forgetLink, toldLink } from './told-links.ts'

type Words = Readonly<{ title: string; explained: string; make: string; again: string }>

const WORDS: Partial<Record<Person['status'], Words>> = {
  staged: {
    title: 'Invitation',
    explained:
      'A link by which they choose a password and are let in. It works once, within seven days.',
    make: 'Make an invitation link',
    again: 'Make a new link',
  },
  active: {
    title: 'Password link',
    explained:
      'A link by which they choose a new password, so that nobody else knows it. It works once, within an hour.',
    make: 'Make a link',
    again: 'Make a new link',
  },
}

/** How somebody sets their own password: which link is out, and a new one. */
export function PersonLink({ person }: { person: Person }) {
  const words = WORDS[person.status]
  // What was shown belongs to the person as they were: another status is another section.
  return words ? <OpenLink key={person.status} person={person} words={words} /> : null
}

function OpenLink({ person, words }: { person: Person; words: Words }) {
  const { id } = person
  const [shown, setShown] = useState(() => toldLink(id))
  useEffect(() => forgetLink(id), [id])
  const params = { path: { id } }
  const key = ['people', 'link', id]
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: key })
  const query = useQuery({
    queryKey: key,
    queryFn: async () => (await take(api.GET('/users/{id}/password-link', { params }))).link,
  })
  const make = useMutation({
    mutationFn: () => createPasswordLink(id),
    onSuccess: (made) => {
      setShown(made)
      return reload()
    },
  })
  const send = useMutation({
    mutationFn: () => sendPasswordLink(id),
    onSuccess: () => {
      setShown(undefined)
      return reload()
    },
  })
  const revoke = useMutation({
    mutationFn: () => take(api.DELETE('/users/{id}/password-link', { params })),
    onSuccess: () => {
      setShown(undefined)
      return reload()
    },
  })
  return (
    <Section title={words.title} description={words.explained}>
      <Asked query={query}>
        {(link) => (
          <Stack gap="md">
            <LinkState link={link} />
            {shown && link && <ShownLink link={shown} name={person.displayName} />}
            <Group>
              <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
                {link ? words.again : words.make}
              </Button>
              {person.email !== '' && (
                <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
                  Send it by mail
                </Button>
              )}
              {link && (
                <Button
                  variant="default"
                  loading={revoke.isPending}
                  onClick={() => revoke.mutate()}
                >
                  End the link
                </Button>
              )}
            </Group>
            {send.data && <Sent sent={send.data} />}
          </Stack>
        )}
      </Asked>
      <RefusalNote error={make.error ?? send.error ?? revoke.error} />
    </Section>
  )
}

function Sent({ sent: { to, sendsMail } }: { sent: Schemas['SentPasswordLink'] }) {
  return (
    <Text role="status" style={{ overflowWrap: 'anywhere' }}>
      {sendsMail
        ? `It is on its way to ${to}.`
        : `It waits in the outbox for ${to}: no mail server is configured.`}
    </Text>
  )
}

function LinkState({ link }: { link: Schemas['PasswordLink']['link'] }) {
  if (!link) return <Text c="dimmed">No link is open.</Text>
  return (
    <Text>
      A link was made <When at={link.createdAt} />, and ends <When at={link.expiresAt} />.
    </Text>
  )
}

function ShownLink({ link, name }: { link: Schemas['NewPasswordLink']; name: string }) {
  return (
    <Alert color="brass" title="Copy the link now">
      <CopyBox
        label="Link"
        value={link.url}
        help={`It is shown this once. Whoever has it chooses the password: send it to ${name} alone.`}
      />
    </Alert>
  )
}
