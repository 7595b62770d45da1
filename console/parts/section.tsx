import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of a screen with a name, on a sheet of its own. */
export function Section(props: { title: string; description?: ReactNode; children: ReactNode }) {
  return (
    <Stack component="section" className="sheet" p={{ base: 'md', sm: 'lg' }} gap="md">
      <div>
        <Title order={2}>{props.title}</Title>
        {props.description && <Text c="dimmed">{props.description}</Text>}
      </div>
      {props.children}
    </Stack>
  )
}
