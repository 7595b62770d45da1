import { Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { applicationKey, readApplication } from './application-api.ts'
import { type Application as ApplicationView, TYPE_NAMES } from './application-values.ts'
import { AssignmentsTab } from './assignments-tab.tsx'
import { ConnectTab } from './connect-tab.tsx'
import { GeneralTab } from './general-tab.tsx'
import { SignOnTab } from './sign-on-tab.tsx'

const TABS = ['general', 'connect']
const TABS_OF_PEOPLE = ['sign-on', 'assignments']
const BACK = { label: 'Applications', path: '/applications' }

export function Application({ id, tab = 'general' }: { id: string; tab?: string | undefined }) {
  const query = useQuery({ queryKey: applicationKey(id), queryFn: () => readApplication(id) })
  return (
    <Asked query={query} back={BACK}>
      {(loaded) => <ApplicationTabs loaded={loaded} tab={tab} />}
    </Asked>
  )
}

function ApplicationTabs({ loaded, tab }: { loaded: Versioned<ApplicationView>; tab: string }) {
  const [, navigate] = useLocation()
  const { id, label, type, status } = loaded.value
  const hasPeople = type !== 'service'
  if (![...TABS, ...(hasPeople ? TABS_OF_PEOPLE : [])].includes(tab)) return <NotFound />
  return (
    <>
      <ScreenHead
        title={label}
        back={BACK}
        description={`${TYPE_NAMES[type]} · ${status === 'active' ? 'Active' : 'Inactive: nobody can sign in to it'}`}
      />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate(`/applications/${id}${next === 'general' ? '' : `/${next}`}`)}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="general">General</Tabs.Tab>
          {hasPeople && <Tabs.Tab value="sign-on">Sign On</Tabs.Tab>}
          {hasPeople && <Tabs.Tab value="assignments">Assignments</Tabs.Tab>}
          <Tabs.Tab value="connect">How to connect</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="general">
          <Stack gap="lg" className="form">
            <GeneralTab loaded={loaded} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="sign-on">
          <SignOnTab loaded={loaded} />
        </Tabs.Panel>
        <Tabs.Panel value="assignments">
          <AssignmentsTab applicationId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="connect">
          <ConnectTab application={loaded.value} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
