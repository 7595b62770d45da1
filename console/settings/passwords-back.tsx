import { Alert } from '@mantine/core'
import { When } from '../parts/when.tsx'

/** Shown while it is not certain that administrators get in without passwords. */
export function PasswordsBack({ at }: { at: string | null }) {
  if (at === null) return null
  return (
    <Alert color="yellow" title="Passwords are off on trial" mb="lg">
      Sign in through a connection, in another browser, before they come back: <When at={at} />.
      Nothing else has to be done.
    </Alert>
  )
}
