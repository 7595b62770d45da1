import { Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { ClaimsTab } from './claims-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { ScopesTab } from './scopes-tab.tsx'
import { readServer, type Server as ServerView, serverKey } from './server-api.ts'
import { ServerForm } from './server-form.tsx'
import { SigningKeys } from './signing-keys.tsx'
import { TokenPreview } from './token-preview.tsx'

const TABS = ['settings', 'preview']
const LISTS = ['scopes', 'claims', 'policies']
const BACK = { label: 'Authorization servers', path: '/authorization-servers' }

export function Server({ id, tab = 'settings' }: { id: string; tab?: string | undefined }) {
  const query = useQuery({ queryKey: serverKey(id), queryFn: () => readServer(id) })
  return (
    <Asked query={query} back={BACK}>
      {(loaded) => <ServerTabs loaded={loaded} tab={tab} />}
    </Asked>
  )
}

function ServerTabs({ loaded, tab }: { loaded: Versioned<ServerView>; tab: string }) {
  const [, navigate] = useLocation()
  const { id, slug, settings, issuer } = loaded.value
  // The organization's own server has no lists: assignments decide there, and nothing else.
  const isCustom = slug !== 'org'
  if (![...TABS, ...(isCustom ? LISTS : [])].includes(tab)) return <NotFound />
  const path = `/authorization-servers/${id}`
  return (
    <>
      <ScreenHead title={settings.name} back={BACK} description={issuer} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate(next === 'settings' ? path : `${path}/${next}`)}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
          {isCustom && <Tabs.Tab value="scopes">Scopes</Tabs.Tab>}
          {isCustom && <Tabs.Tab value="claims">Claims</Tabs.Tab>}
          {isCustom && <Tabs.Tab value="policies">Access Policies</Tabs.Tab>}
          <Tabs.Tab value="preview">Token Preview</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings">
          <Stack gap="lg" className="form">
            <Section title="Addresses">
              <CopyBox label="Issuer" value={issuer} />
              <CopyBox
                label="Well-known URL"
                value={`${issuer}/.well-known/openid-configuration`}
              />
            </Section>
            <ServerForm loaded={loaded} />
            <SigningKeys serverId={id} name={settings.name} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="scopes">
          <ScopesTab loaded={loaded} />
        </Tabs.Panel>
        <Tabs.Panel value="claims">
          <ClaimsTab loaded={loaded} />
        </Tabs.Panel>
        <Tabs.Panel value="policies">
          <PoliciesTab loaded={loaded} />
        </Tabs.Panel>
        <Tabs.Panel value="preview">
          <TokenPreview server={loaded.value} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
