import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { RefusalNote } from './asked.tsx'

type Props = {
  opened: boolean
  onClose: () => void
  /** What the button says and does, such as "Delete Expenses". */
  act: string
  /** What has to be typed. */
  name: string
  children: ReactNode
  onConfirm: () => Promise<unknown>
}

/** For what cannot be taken back: it asks for the thing's name. */
export function ConfirmByName({ opened, onClose, act, name, children, onConfirm }: Props) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<unknown>()
  const [running, setRunning] = useState(false)
  const close = () => {
    setTyped('')
    setProblem(undefined)
    onClose()
  }
  const confirm = async () => {
    setRunning(true)
    setProblem(undefined)
    try {
      await onConfirm()
      close()
    } catch (error) {
      setProblem(error)
    } finally {
      setRunning(false)
    }
  }
  return (
    <Modal opened={opened} onClose={close} title={`${act}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void confirm()
        }}
      >
        <Stack>
          <Text>{children}</Text>
          <TextInput
            label={`Type “${name}” to confirm`}
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <RefusalNote error={problem} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button type="submit" color="bad" disabled={typed.trim() !== name} loading={running}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
