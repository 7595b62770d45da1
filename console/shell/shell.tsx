import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect } from 'react'
import { useLocation } from 'wouter'
import { Mark } from '../parts/icons.tsx'
import { start } from '../start.ts'
import { AddressBanner } from './address-banner.tsx'
import { Navigation } from './navigation.tsx'

/** What stands around every screen: where one is, and where one can go. */
export function Shell({ children }: { children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure()
  const [location] = useLocation()
  const isNarrow = useMediaQuery('(max-width: 48em)')
  useHotkeys([['Escape', close]])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new screen begins at its top, without the menu
  useEffect(() => {
    close()
    window.scrollTo(0, 0)
  }, [location])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
      transitionDuration={0}
    >
      <a className="skip" href="#screen">
        Skip to the content
      </a>
      <AppShell.Header px="md">
        <Group h="100%" gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={opened ? 'Close the menu' : 'Open the menu'}
            aria-expanded={opened}
          />
          <Mark />
          <Text fw={600} truncate dir="auto">
            {start.organization.name}
          </Text>
          <Text c="dimmed" visibleFrom="xs">
            Console
          </Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Console">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="screen" tabIndex={-1} inert={opened && isNarrow}>
        <div className="screen">
          <AddressBanner />
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  )
}
