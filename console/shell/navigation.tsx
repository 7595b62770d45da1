import { Box, Button, NavLink, Stack, Text } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { mayReadSettings, start } from '../start.ts'
import { Colours } from './colours.tsx'

type Entry = Readonly<{ label: string; path: string; shown: boolean }>

const ENTRIES: readonly Entry[] = [
  { label: 'Overview', path: '/', shown: true },
  { label: 'People', path: '/people', shown: true },
  { label: 'Groups', path: '/groups', shown: true },
  { label: 'Applications', path: '/applications', shown: mayReadSettings },
  { label: 'Connections', path: '/connections', shown: mayReadSettings },
  { label: 'Authorization servers', path: '/authorization-servers', shown: mayReadSettings },
  { label: 'Appearance', path: '/appearance', shown: mayReadSettings },
  { label: 'Sign-ins', path: '/sign-ins', shown: true },
  { label: 'Audit log', path: '/audit-log', shown: mayReadSettings },
  { label: 'Settings', path: '/settings', shown: mayReadSettings },
]

export function Navigation() {
  const [location] = useLocation()
  return (
    <Stack mih="100%" justify="space-between">
      <Stack gap={4}>
        {ENTRIES.filter(({ shown }) => shown).map(({ label, path }) => {
          const active = path === '/' ? location === '/' : location.startsWith(path)
          return (
            <NavLink
              key={path}
              component={Link}
              href={path}
              label={label}
              active={active}
              aria-current={active ? 'page' : undefined}
            />
          )
        })}
      </Stack>
      <Box className="who">
        <Text size="sm" truncate dir="auto">
          {start.person.name}
        </Text>
        <Text size="sm" c="dimmed" mb="xs">
          {start.person.role}
        </Text>
        <Stack gap="xs">
          <Colours />
          <Button component="a" href="/" variant="default" size="sm">
            Your applications
          </Button>
          <form method="post" action="/logout">
            <Button type="submit" variant="subtle" size="sm" fullWidth>
              Sign out
            </Button>
          </form>
        </Stack>
      </Box>
    </Stack>
  )
}
