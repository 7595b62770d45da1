import { Alert, Button, Stack } from '@mantine/core'
import { Refused } from '../api/refused.ts'

type Props = {
  error: unknown
  saving: boolean
  onSave: () => void
}

/** Whether a refusal lies at the provider alone, and another day it may not. */
function mayHeal(error: unknown): boolean {
  if (!(error instanceof Refused)) return false
  return error.errors.length > 0 && error.errors.every((fault) => fault.mayHeal === true)
}

/** For a provider that is not up yet: what was typed is kept, and nobody meets the button before. */
export function SaveAnyway({ error, saving, onSave }: Props) {
  if (!mayHeal(error)) return null
  return (
    <Alert color="brass" role="status" title="Is the provider not ready yet?">
      <Stack align="flex-start" gap="sm">
        The connection can be saved without looking at its provider. It stays disabled, and enabling
        it looks again.
        <Button variant="default" size="sm" loading={saving} onClick={onSave}>
          Save anyway, disabled
        </Button>
      </Stack>
    </Alert>
  )
}
