import { Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { RefusalNote } from '../parts/asked.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { StepButtons } from '../parts/wizard.tsx'
import { start } from '../start.ts'
import { CONNECTIONS_KEY, createConnection } from './connection-api.ts'
import { addressesOf, type Connection, freeSlug, type Template } from './connection-values.ts'
import { Examination } from './examination.tsx'
import { GuidePanel } from './guide-panel.tsx'
import { buttonName, GUIDES } from './guides.ts'
import {
  authenticationOf,
  CredentialFields,
  NewNameFields,
  type NewValues,
} from './provider-fields.tsx'
import { SaveAnyway } from './save-anyway.tsx'
import { TestSignIn } from './test-sign-in.tsx'
import { WellKnownField } from './well-known-field.tsx'

/** What is typed, as the API takes it. */
function creationOf(
  template: Template,
  { clientAuth, clientSecret, privateKey, ...values }: NewValues,
) {
  return {
    ...values,
    template,
    ...authenticationOf({ clientAuth, clientSecret, privateKey }),
  }
}

type Props = { template: Template; existing: readonly Connection[] }

/** Left what to click at the provider, right where to put what it gave. */
export function NewConnection({ template, existing }: Props) {
  const guide = GUIDES[template]
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const { form, problem, saving, submit } = useCreation<NewValues>({
    initial: {
      name: buttonName(template),
      slug: freeSlug(
        template === 'oidc' ? 'provider' : template,
        existing.map(({ slug }) => slug),
      ),
      wellKnownUrl: guide.wellKnownUrl ?? '',
      clientId: '',
      clientAuth: 'secret',
      clientSecret: '',
      privateKey: '',
    },
    create: async (values, way) => {
      const isAnyway = way === 'anyway'
      const made = await createConnection({
        ...creationOf(template, values),
        enabled: !isAnyway,
        check: isAnyway ? 'skip' : 'required',
      })
      await queries.invalidateQueries({ queryKey: CONNECTIONS_KEY })
      leaveFreely(() => navigate(`/connections/${made.id}`))
    },
  })
  const addresses = addressesOf(form.getValues().slug, existing.length === 0)

  return (
    <div className="beside">
      <GuidePanel
        template={template}
        addresses={addresses}
        organization={start.organization.name}
      />
      <form
        noValidate
        className="sheet beside-form"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="lg">
          <NewNameFields form={form} isFirst={existing.length === 0} />
          <CredentialFields form={form} />
          <WellKnownField
            guide={guide}
            value={form.getValues().wellKnownUrl}
            error={form.errors.wellKnownUrl}
            onChange={(value) => form.setFieldValue('wellKnownUrl', value)}
          />
          <Examination
            address={form.getValues().wellKnownUrl}
            clientId={form.getValues().clientId}
            slug={form.getValues().slug}
          />
          <TestSignIn
            request={() => ({ creation: creationOf(template, form.getValues()) })}
            disabled={!form.getValues().wellKnownUrl.trim() || !form.getValues().clientId.trim()}
          />
          <RefusalNote error={problem} />
          <SaveAnyway error={problem} saving={saving} onSave={() => void submit('anyway')} />
        </Stack>
        <StepButtons next="Add connection" loading={saving} />
      </form>
    </div>
  )
}
