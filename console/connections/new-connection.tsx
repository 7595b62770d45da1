import { Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Refused } from '../api/refused.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { leaveFreely, useUnsaved } from '../parts/unsaved.tsx'
import { StepButtons } from '../parts/wizard.tsx'
import { start } from '../start.ts'
import { CONNECTIONS_KEY, createConnection } from './connection-api.ts'
import { addressesOf, type Connection, freeSlug, type Template } from './connection-values.ts'
import { GuidePanel } from './guide-panel.tsx'
import { buttonName, GUIDES } from './guides.ts'
import { CredentialFields, NewNameFields } from './provider-fields.tsx'
import { WellKnownField } from './well-known-field.tsx'

type Props = { template: Template; existing: readonly Connection[] }

/** Left what to click at the provider, right where to put what it gave. */
export function NewConnection({ template, existing }: Props) {
  const guide = GUIDES[template]
  const form = useForm({
    initialValues: {
      name: buttonName(template),
      slug: freeSlug(
        template === 'oidc' ? 'provider' : template,
        existing.map(({ slug }) => slug),
      ),
      wellKnownUrl: guide.wellKnownUrl ?? '',
      clientId: '',
      clientSecret: '',
    },
  })
  const [problem, setProblem] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  useUnsaved(form.isDirty())
  const addresses = addressesOf(form.getValues().slug, existing.length === 0)

  const create = async () => {
    setSaving(true)
    setProblem(undefined)
    try {
      const { clientSecret, ...values } = form.getValues()
      const method = clientSecret ? 'client_secret_basic' : 'none'
      const made = await createConnection({
        ...values,
        template,
        enabled: true,
        clientAuthMethod: method,
        ...(clientSecret && { clientSecret }),
        check: 'required',
      })
      await queries.invalidateQueries({ queryKey: CONNECTIONS_KEY })
      leaveFreely(() => navigate(`/connections/${made.id}`))
    } catch (error) {
      setProblem(error)
      if (error instanceof Refused) {
        form.setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [path, message])))
      }
    } finally {
      setSaving(false)
    }
  }
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
          void create()
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
          <RefusalNote error={problem} />
        </Stack>
        <StepButtons next="Add connection" loading={saving} />
      </form>
    </div>
  )
}
