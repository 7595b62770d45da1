import { Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { RefusalNote } from '../parts/asked.tsx'
import { useFirstFault } from '../parts/use-first-fault.ts'
import { StepButtons } from '../parts/wizard.tsx'
import type { ApplicationType, ApplicationValues } from './application-values.ts'
import { ProofOfPossessionField } from './credential-fields.tsx'
import { NameFields, OriginFields, RedirectFields } from './general-fields.tsx'
import { GrantFields } from './grant-fields.tsx'

type Props = {
  form: UseFormReturnType<ApplicationValues>
  type: ApplicationType
  problem: unknown
  onBack: () => void
  onNext: () => void
}

export function SettingsStep({ form, type, problem, onBack, onNext }: Props) {
  const fields = { form, type, isChanged: () => false }
  const focusFirstFault = useFirstFault()
  const next = () => {
    const { label, redirectUris } = form.getValues()
    const faults: Record<string, string> = {}
    if (label.trim() === '') faults.label = 'Give the application a name.'
    if (type !== 'service' && redirectUris.every((uri) => uri.trim() === '')) {
      faults.redirectUris = 'Add a sign-in redirect URI: where people are sent back to.'
    }
    form.setErrors(faults)
    if (Object.keys(faults).length === 0) onNext()
    else focusFirstFault()
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        next()
      }}
    >
      <Stack gap="lg">
        <NameFields {...fields} />
        <ProofOfPossessionField {...fields} />
        <GrantFields {...fields} />
        <RedirectFields {...fields} />
        {type === 'browser' && <OriginFields {...fields} />}
        <RefusalNote error={problem} />
      </Stack>
      <StepButtons onBack={onBack} next="Next" />
    </form>
  )
}
