import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Refused } from '../api/refused.ts'
import { useUnsaved } from '../parts/unsaved.tsx'

type Props = {
  title: string
  /** Whether something was typed that closing would lose. */
  isChanged: boolean
  onClose: () => void
  onSave: () => Promise<unknown>
  children: ReactNode
}

/** One entry of a list, in a form that stays open until it is saved or given up. */
export function EntryDialog({ title, isChanged, onClose, onSave, children }: Props) {
  const [problem, setProblem] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const [leaving, setLeaving] = useState(false)
  useUnsaved(isChanged)
  /** What was typed is not lost by one click. */
  const close = () => (isChanged && !leaving ? setLeaving(true) : onClose())
  const submit = async () => {
    setSaving(true)
    setProblem(undefined)
    try {
      await onSave()
      onClose()
    } catch (error) {
      setProblem(error)
    } finally {
      setSaving(false)
    }
  }
  return (
    <Modal opened onClose={close} title={title} size="lg" closeOnClickOutside={!isChanged}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="lg">
          {children}
          <Faults error={problem} />
          {leaving && <Alert role="alert">Nothing that you typed here is saved yet.</Alert>}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {leaving ? 'Discard what I typed' : 'Cancel'}
            </Button>
            <Button type="submit" loading={saving}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** The API's own words, one for each field at fault. */
export function Faults({ error }: { error: unknown }) {
  if (!error) return null
  const faults =
    error instanceof Refused ? [...new Set(error.errors.map((one) => one.message))] : []
  const message = error instanceof Error ? error.message : 'Something failed.'
  return (
    <Alert color="bad" role="alert">
      {faults.length > 0 ? faults.join(' ') : message}
    </Alert>
  )
}
