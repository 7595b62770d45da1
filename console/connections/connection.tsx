import { Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useHistoryState } from 'wouter/use-browser-location'
import type { Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { EditForm } from '../parts/edit-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import { ButtonFields } from './button-fields.tsx'
import {
  CONNECTIONS_KEY,
  changeConnection,
  connectionKey,
  readConnection,
} from './connection-api.ts'
import { ConnectionLifecycle } from './connection-lifecycle.tsx'
import {
  type ConnectionValues,
  type Connection as ConnectionView,
  changeOf,
  FIELD_NAMES,
  TEMPLATE_NAMES,
  valuesOf,
} from './connection-values.ts'
import { ClaimFields, PeopleFields, ProviderFields } from './edit-fields.tsx'
import { HealthPanel } from './health-panel.tsx'
import { MappingFields } from './mapping-fields.tsx'
import { Provisioning } from './provisioning.tsx'
import { SaveAnyway } from './save-anyway.tsx'
import { LastTest, TestSignIn } from './test-sign-in.tsx'

const BACK = { label: 'Connections', path: '/connections' }

export function Connection({ id }: { id: string }) {
  const query = useQuery({ queryKey: connectionKey(id), queryFn: () => readConnection(id) })
  return (
    <Asked query={query} back={BACK}>
      {(loaded) => <ConnectionScreen loaded={loaded} />}
    </Asked>
  )
}

const versionOf = ({ value, etag }: Versioned<ConnectionView>): Versioned<ConnectionValues> => ({
  value: valuesOf(value),
  etag,
})

function ConnectionScreen({ loaded }: { loaded: Versioned<ConnectionView> }) {
  const connection = loaded.value
  const { id, name, template, enabled } = connection
  const queries = useQueryClient()
  const remember = (now: Versioned<ConnectionView>) => {
    queries.setQueryData(connectionKey(id), now)
    void queries.invalidateQueries({ queryKey: CONNECTIONS_KEY })
    return versionOf(now)
  }
  const typed = useCarriedOver()
  const edited = useEdited<ConnectionValues>({
    loaded: versionOf(loaded),
    typed,
    fieldOf: (path) => path.replace(/^settings\./, ''),
    reload: async () => remember(await readConnection(id)),
    save: async (changed, etag, _, way) => {
      const anyway = { check: 'skip', enabled: false } as const
      const look = way === 'anyway' ? anyway : { check: 'required' as const }
      const body = { ...changeOf(changed), ...look }
      return remember(await changeConnection(id, etag, body))
    },
  })
  return (
    <>
      <ScreenHead
        title={name}
        back={BACK}
        description={`${TEMPLATE_NAMES[template]} · ${enabled ? 'Enabled' : 'Disabled: its button is not shown'}`}
      />
      <Stack gap="lg" className="form">
        <HealthPanel connection={connection} />
        <GivenAddresses connection={connection} />
        <EditForm
          edited={edited}
          labels={FIELD_NAMES}
          readOnly={!mayWrite}
          remedy={
            <SaveAnyway
              error={edited.problem}
              saving={edited.saving}
              onSave={() => void edited.submit('anyway')}
            />
          }
        >
          <Section title="Provider">
            <ProviderFields edited={edited} connection={connection} />
            {mayWrite && (
              <TestSignIn
                request={() => {
                  const { changedFields, form } = edited
                  const values = form.getValues()
                  const changed = changedFields.map((key) => [key, values[key]])
                  return { connectionId: id, change: changeOf(Object.fromEntries(changed)) }
                }}
              />
            )}
            <LastTest connectionId={id} />
          </Section>
          <Section title="Button" description="On the login screen.">
            <ButtonFields edited={edited} />
          </Section>
          <Section title="People">
            <PeopleFields edited={edited} />
          </Section>
          <Section
            title="Mapping"
            description="Which groups and roles people have here by what the provider says of them. Every sign-in looks anew."
          >
            <MappingFields edited={edited} readOnly={!mayWrite} />
          </Section>
          <Section
            title="Scopes and claims"
            description="What the provider is asked for, and how it names what it tells."
          >
            <ClaimFields edited={edited} />
          </Section>
        </EditForm>
        <Provisioning connection={connection} />
        {mayWrite && <ConnectionLifecycle connection={connection} />}
      </Stack>
    </>
  )
}

/** Rules that were tried on a sign-in's page, once: a reload shows what is saved. */
function useCarriedOver(): Partial<ConnectionValues> | undefined {
  const carried = useHistoryState<{ rules?: Partial<ConnectionValues> } | null>()
  useEffect(() => window.history.replaceState(null, ''), [])
  return carried?.rules
}

function GivenAddresses({ connection }: { connection: ConnectionView }) {
  return (
    <Section
      title="Addresses to give the provider"
      description="They must stand there exactly so, to the last character."
    >
      <CopyBox label="Redirect URI" value={connection.redirectUri} />
      <CopyBox
        label="Initiate login URI"
        value={connection.initiateLoginUri}
        help="So that people can start from the provider's own dashboard."
      />
      <CopyBox label="Sign-out redirect URI" value={connection.postLogoutRedirectUri} />
      <CopyBox
        label="Back-channel logout URI"
        value={new URL('/sso/openid/backchannel-logout', connection.redirectUri).href}
        help="So that whoever signs out there is signed out here, and of the applications, at once. Leave it out where the provider does not ask."
      />
      <CopyBox
        label="Issuer"
        value={connection.issuer}
        help="As the provider's own document spells it."
      />
    </Section>
  )
}
