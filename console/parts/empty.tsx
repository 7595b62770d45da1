import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Says what a screen is for when it has nothing to show, and offers its first step. */
export function Empty(props: { title: string; description: ReactNode; children?: ReactNode }) {
  return (
    <Stack className="sheet" p="xl" align="center" ta="center" gap="sm">
      <Title order={2}>{props.title}</Title>
      <Text c="dimmed" maw={480}>
        {props.description}
      </Text>
      {props.children}
    </Stack>
  )
}
