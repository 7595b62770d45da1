import { Alert, Anchor, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Schemas } from '../api/schema.d.ts'
import { PasswordsBack } from '../parts/passwords-back.tsx'
import { When } from '../parts/when.tsx'

type Warning = Schemas['Overview']['warnings'][number]

/** What must not be overlooked, before everything else. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null
  return (
    <Stack gap="sm">
      {warnings.map((warning) => {
        if (warning.kind === 'passwords_on_trial') {
          return <PasswordsBack key={warning.kind} at={warning.at} />
        }
        const { kind, at, id } = warning
        const { title, text } = wordsOf({ ...warning, kind })
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

type Other = Warning & { kind: Exclude<Warning['kind'], 'passwords_on_trial'> }

function wordsOf({ kind, at, about, id }: Other): { title: string; text: ReactNode } {
  const when = <When at={at} />
  const person = about ?? 'Somebody who was deleted since'
  switch (kind) {
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
