import { Alert } from '@mantine/core'
import { When } from './when.tsx'

/** Shown while it is not certain that administrators get in without passwords. */
export function PasswordsBack({ at }: { at: string }) {
  return (
    <Alert color="brass" title="Passwords are off on trial">
      They come back <When at={at} /> unless an administrator signs in through a connection before.
      Do it now, in another browser.
    </Alert>
  )
}
