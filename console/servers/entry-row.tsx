import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { Tag } from '../parts/tag.tsx'
import { mayWrite } from '../start.ts'
import { Faults } from './entry-dialog.tsx'

type Props = {
  name: string
  /** Undefined where an entry is always in force. */
  active?: boolean
  summary: ReactNode
  onEdit: () => void
  onToggle?: () => Promise<unknown>
  onDelete: () => Promise<unknown>
  /** Undefined at the end of a list, and where order means nothing. */
  onUp?: (() => Promise<unknown>) | undefined
  onDown?: (() => Promise<unknown>) | undefined
  children?: ReactNode
}

/** An entry of an ordered list: what it says, and what can be done with it. */
export function EntryRow(props: Props) {
  const { name, active, summary, onEdit, onToggle, onDelete, onUp, onDown, children } = props
  const [deleting, setDeleting] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const run = (act: () => Promise<unknown>) => () => {
    setProblem(undefined)
    act().catch(setProblem)
  }
  const button = (label: string, act: () => void) => (
    <Button variant="subtle" size="sm" px="xs" aria-label={`${label} ${name}`} onClick={act}>
      {label}
    </Button>
  )
  return (
    <Stack className="list-row" gap="xs">
      <Group gap="sm">
        <Text fw={600}>{name}</Text>
        {active !== undefined && (
          <Tag tone={active ? 'good' : 'quiet'} text={active ? 'Active' : 'Inactive'} />
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {summary}
      </Text>
      {mayWrite && (
        <Group gap={4} ml={-12}>
          {button('Edit', onEdit)}
          {onToggle && button(active ? 'Deactivate' : 'Activate', run(onToggle))}
          {onUp && button('Move up', run(onUp))}
          {onDown && button('Move down', run(onDown))}
          {button('Delete', () => setDeleting(true))}
        </Group>
      )}
      <Faults error={problem} />
      {children}
      <ConfirmByName
        opened={deleting}
        onClose={() => setDeleting(false)}
        act={`Delete ${name}`}
        name={name}
        onConfirm={onDelete}
      >
        It counts no more within two seconds. Tokens that are out already stay as they are.
      </ConfirmByName>
    </Stack>
  )
}
