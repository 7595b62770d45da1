import { Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Versioned } from '../api/client.ts'
import { EditForm } from '../parts/edit-form.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import { applicationKey, changeApplication, readApplication } from './application-api.ts'
import { ApplicationLifecycle } from './application-lifecycle.tsx'
import {
  type Application,
  type ApplicationValues,
  FIELD_NAMES,
  fieldOf,
  settingsOf,
  valuesOf,
} from './application-values.ts'
import { ClientCredentials } from './client-credentials.tsx'
import {
  ClientAuthenticationFields,
  ConsentField,
  ProofOfPossessionField,
  SecondFactorField,
} from './credential-fields.tsx'
import { EmbedLink } from './embed-link.tsx'
import { NameFields, OriginFields, RedirectFields } from './general-fields.tsx'
import { GrantFields, RefreshTokenFields } from './grant-fields.tsx'
import { LoginFields } from './login-fields.tsx'
import { LogoutFields } from './logout-fields.tsx'
import { LogoutNotices } from './logout-notices.tsx'

const versionOf = (now: Versioned<Application>): Versioned<ApplicationValues> => ({
  value: valuesOf(now.value),
  etag: now.etag,
})

export function GeneralTab({ loaded }: { loaded: Versioned<Application> }) {
  const application = loaded.value
  const { id, type } = application
  const queries = useQueryClient()
  const remember = (now: Versioned<Application>) => {
    queries.setQueryData(applicationKey(id), now)
    void queries.invalidateQueries({ queryKey: ['applications', 'list'] })
    return versionOf(now)
  }
  const edited = useEdited<ApplicationValues>({
    loaded: versionOf(loaded),
    fieldOf,
    reload: async () => remember(await readApplication(id)),
    save: async (changed, etag) => {
      const { label } = changed
      const body = { ...(label !== undefined && { label }), settings: settingsOf(changed) }
      return remember(await changeApplication(id, etag, body))
    },
  })
  const fields = { form: edited.form, isChanged: edited.isChanged, type }
  const hasPeople = type !== 'service'
  return (
    <>
      <ClientCredentials application={application} />
      <EditForm edited={edited} labels={FIELD_NAMES} readOnly={!mayWrite}>
        <Section title="General Settings">
          <Stack gap="lg">
            <NameFields {...fields} />
            <ProofOfPossessionField {...fields} />
            <GrantFields {...fields} />
            <RefreshTokenFields {...fields} />
            <ClientAuthenticationFields {...fields} />
            {hasPeople && <ConsentField {...fields} />}
            {hasPeople && <SecondFactorField {...fields} />}
          </Stack>
        </Section>
        {hasPeople && (
          <Section title="LOGIN">
            <Stack gap="lg">
              <RedirectFields {...fields} />
              {type === 'browser' && <OriginFields {...fields} />}
              <LoginFields {...fields} />
            </Stack>
          </Section>
        )}
        {hasPeople && (
          <Section title="SIGN-OUT">
            <Stack gap="lg">
              <LogoutFields {...fields} />
            </Stack>
          </Section>
        )}
      </EditForm>
      <LogoutNotices application={application} />
      {hasPeople && <EmbedLink application={application} />}
      {mayWrite && <ApplicationLifecycle application={application} />}
    </>
  )
}
