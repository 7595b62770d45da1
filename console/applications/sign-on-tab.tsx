import { Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { listServers, SERVERS_LIST } from '../servers/server-api.ts'
import { TokenPreview } from '../servers/token-preview.tsx'
import { mayWrite, start } from '../start.ts'
import { applicationKey, changeApplication, readApplication } from './application-api.ts'
import { type Application, fieldOf, type Settings } from './application-values.ts'

type Filter = NonNullable<Settings['groupsClaim']>['filter']
type Values = { groupsClaim: Settings['groupsClaim'] }

const FILTERS: { value: Filter; label: string }[] = [
  { value: 'STARTS_WITH', label: 'Starts with' },
  { value: 'EQUALS', label: 'Equals' },
  { value: 'CONTAINS', label: 'Contains' },
  { value: 'REGEX', label: 'Matches regex' },
]

const versionOf = ({ value, etag }: Versioned<Application>): Versioned<Values> => ({
  value: { groupsClaim: value.settings.groupsClaim },
  etag,
})

/** What the ID token says: its issuer, its audience, and which groups it carries. */
export function SignOnTab({ loaded }: { loaded: Versioned<Application> }) {
  const { id, clientId } = loaded.value
  const queries = useQueryClient()
  const remember = (now: Versioned<Application>) => {
    queries.setQueryData(applicationKey(id), now)
    return versionOf(now)
  }
  const edited = useEdited<Values>({
    loaded: versionOf(loaded),
    fieldOf,
    reload: async () => remember(await readApplication(id)),
    save: async (changed, etag) =>
      remember(await changeApplication(id, etag, { settings: changed })),
  })
  return (
    <Stack gap="lg" className="form">
      <Section title="OpenID Connect ID Token">
        <CopyBox
          label="Issuer"
          value={start.organization.url}
          help="The iss of every token of this organization's own server."
        />
        <CopyBox label="Audience" value={clientId} help="The aud: this application's client ID." />
      </Section>
      <EditForm
        edited={edited}
        labels={{ groupsClaim: 'Groups claim filter' }}
        readOnly={!mayWrite}
      >
        <Section title="Groups claim">
          <GroupsFields form={edited.form} changed={edited.isChanged('groupsClaim')} />
        </Section>
      </EditForm>
      <PreviewOfOrg applicationId={id} />
    </Stack>
  )
}

/** The organization's own server: the one whose ID token this tab is about. */
function PreviewOfOrg({ applicationId }: { applicationId: string }) {
  const query = useQuery({ queryKey: SERVERS_LIST, queryFn: listServers })
  return (
    <Asked query={query}>
      {(servers) => {
        const org = servers.find(({ slug }) => slug === 'org')
        return org && <TokenPreview server={org} applicationId={applicationId} />
      }}
    </Asked>
  )
}

type FieldsProps = { form: ReturnType<typeof useEdited<Values>>['form']; changed: boolean }

function GroupsFields({ form, changed }: FieldsProps) {
  const { groupsClaim } = form.getValues()
  const set = (claim: Values['groupsClaim']) => form.setFieldValue('groupsClaim', claim)
  return (
    <Stack gap="lg">
      <Checkbox
        label={<Label text="Tell the application a person's groups" changed={changed} />}
        description="In the claim “groups”, when the application asks for the scope groups."
        checked={groupsClaim !== null}
        onChange={(event) =>
          set(event.currentTarget.checked ? { filter: 'REGEX', value: '.*' } : null)
        }
      />
      {groupsClaim && (
        <>
          <Select
            label="Groups claim filter"
            data={FILTERS}
            value={groupsClaim.filter}
            onChange={(value) => {
              const filter = FILTERS.find((one) => one.value === value)?.value
              if (filter) set({ ...groupsClaim, filter })
            }}
          />
          <TextInput
            label="Value"
            description={
              groupsClaim.filter === 'REGEX'
                ? 'Groups whose whole name this pattern matches. “.*” tells all of them.'
                : 'Compared with the names of the groups the person is in.'
            }
            value={groupsClaim.value}
            error={form.errors['groupsClaim.value'] ?? form.errors.groupsClaim}
            onChange={(event) => set({ ...groupsClaim, value: event.currentTarget.value })}
          />
        </>
      )}
      {!groupsClaim && <Text c="dimmed">No group is told to it.</Text>}
    </Stack>
  )
}
