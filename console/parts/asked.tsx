import { Alert, Anchor, Button, Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { askToSignInAgain, SESSION_ENDED } from '../api/presence.ts'
import { hasNoSession, isRefused } from '../api/refused.ts'
import { ScreenHead } from './screen-head.tsx'

type Props<T> = {
  query: UseQueryResult<T>
  /** Where the answer is the whole screen, with its head: the list it belongs to. */
  back?: { label: string; path: string }
  children: (value: T) => ReactNode
}

/** What a screen asked the API for: on its way, refused with a way to repeat, or there. */
export function Asked<T>({ query, back, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data)
  if (isRefused(query.error, 404)) return <Gone />
  if (query.isError) {
    return (
      <>
        {back && <ScreenHead title="This could not be shown" back={back} />}
        <RefusalNote error={query.error} onRetry={() => void query.refetch()} />
      </>
    )
  }
  return (
    <Stack aria-busy="true" aria-label="Loading" role="status">
      <Skeleton height={48} />
      <Skeleton height={48} />
      <Skeleton height={48} width="60%" />
    </Stack>
  )
}

/** Asking again would not find it. */
function Gone() {
  return (
    <>
      <ScreenHead
        title="There is no such thing here"
        description="It was deleted, or the address is mistyped or out of date."
      />
      <Anchor component={Link} href="/" className="alone">
        Go to the overview
      </Anchor>
    </>
  )
}

/** The API's own words; nothing for no error. */
export function RefusalNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null
  if (hasNoSession(error)) return <SessionEnded onBack={onRetry} />
  const message = error instanceof Error ? error.message : 'Something failed.'
  return (
    <Alert color="bad" role="alert">
      <Stack align="flex-start" gap="sm">
        {message}
        {onRetry && (
          <Button variant="default" size="sm" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

function SessionEnded({ onBack }: { onBack?: (() => void) | undefined }) {
  const signIn = async () => {
    if (await askToSignInAgain(SESSION_ENDED)) onBack?.()
  }
  return (
    <Alert color="bad" role="alert">
      <Stack align="flex-start" gap="sm">
        {SESSION_ENDED}
        <Button variant="default" size="sm" onClick={() => void signIn()}>
          Sign in again
        </Button>
      </Stack>
    </Alert>
  )
}
