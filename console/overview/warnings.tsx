import { Alert, Anchor, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'
import { When } from '../parts/when.tsx'

type Warning = Schemas['Overview']['warnings'][number]

/** What must not be overlooked, before everything else. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null
  return (
    <Stack gap="sm">
      {warnings.map((warning) => {
        const { title, text } = wordsOf(warning)
        const { kind, at, id } = warning
        const isBad = kind === 'connection_down'
        return (
          <Alert key={`${kind}${at}${id}`} color={isBad ? 'bad' : 'brass'} title={title}>
            {text}
          </Alert>
        )
      })}
    </Stack>
  )
}

function wordsOf({ kind, at, about, id }: Warning): { title: string; text: ReactNode } {
  const when = <When at={at} />
  const person = about ?? 'Somebody who was deleted since'
  switch (kind) {
    case 'passwords_on_trial':
      return {
        title: 'Passwords are off on trial',
        text: (
          <>
            They come back {when} unless an administrator signs in through a connection before. Do
            it now, in another browser.
          </>
        ),
      }
    case 'connection_down':
      return {
        title: `${about} does not answer`,
        text: (
          <>
            Nobody can sign in through it, since {when}.{' '}
            <Anchor component={Link} href={`/connections/${id}`} inherit underline="always">
              See what was tried
            </Anchor>
          </>
        ),
      }
    case 'recovery_link_used':
      return {
        title: 'A recovery link was used',
        text: (
          <>
            {person} signed in by one {when}. <InLog type="user.recovery_link" />
          </>
        ),
      }
    case 'recovery_link_made':
      return {
        title: 'A recovery link was made',
        text: (
          <>
            For {person}, {when}, by somebody with access to the machine.{' '}
            <InLog type="user.recovery_link" />
          </>
        ),
      }
    case 'passwords_came_back':
      return {
        title: 'Passwords are on again',
        text: (
          <>
            They came back {when}, because no administrator had signed in without them.{' '}
            <InLog type="organization.passwords_off" />
          </>
        ),
      }
  }
}

function InLog({ type }: { type: string }) {
  return (
    <Anchor component={Link} href={`/audit-log?type=${type}`} inherit underline="always">
      See it in the audit log
    </Anchor>
  )
}
