import { Anchor, Stack, Text, Title } from '@mantine/core'
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
        <Anchor component={Link} href={back.path} size="sm" className="alone">
          ← {back.label}
        </Anchor>
      )}
      <div className="screen-head">
        <Stack gap={4} maw={640}>
          <Title order={1} dir="auto">
            {title}
          </Title>
          {description && <Text c="dimmed">{description}</Text>}
        </Stack>
        {action}
      </div>
    </Stack>
  )
}
