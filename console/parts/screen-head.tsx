import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { start } from '../start.ts'

type Props = {
  title: string
  /** The list that this screen belongs to. */
  back?: { label: string; path: string }
  description?: ReactNode
  /** The one primary action of the screen. */
  action?: ReactNode
}

export function ScreenHead({ title, back, description, action }: Props) {
  useEffect(() => {
    document.title = `${title} · ${start.organization.name}`
  }, [title])
  return (
    <Stack gap={4} mb="lg">
      {back && (
        <Anchor component={Link} href={back.path} size="sm">
          ← {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start">
        <Title order={1} dir="auto">
          {title}
        </Title>
        {action}
      </Group>
      {description && (
        <Text c="dimmed" maw={640}>
          {description}
        </Text>
      )}
    </Stack>
  )
}
