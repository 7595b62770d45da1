import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { RefusalNote } from './asked.tsx'
import type { Creation } from './use-creation.ts'

type Props = {
  creation: Pick<Creation<Record<string, unknown>>, 'problem' | 'saving' | 'submit'>
  /** What the button says and does. */
  act: string
  children: ReactNode
}

export function CreationForm({ creation, act, children }: Props) {
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void creation.submit()
      }}
    >
      <Stack className="sheet" p={{ base: 'md', sm: 'lg' }} gap="lg">
        {children}
        <RefusalNote error={creation.problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={creation.saving}>
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
