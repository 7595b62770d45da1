import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, take } from '../api/client.ts'
import { Refused } from '../api/refused.ts'
import type { Schemas } from '../api/schema.d.ts'
import { ScreenHead } from '../parts/screen-head.tsx'
import { leaveFreely, useUnsaved } from '../parts/unsaved.tsx'
import { Steps } from '../parts/wizard.tsx'
import { type ApplicationType, defaultValues, fieldOf, settingsOf } from './application-values.ts'
import { ControlledAccess, NO_ACCESS } from './controlled-access.tsx'
import { SettingsStep } from './settings-step.tsx'
import { SignInMethodStep } from './sign-in-method-step.tsx'
import { tellSecret } from './told-secrets.ts'

const STEPS = ['Sign-in method', 'Settings', 'Assignments']

/** Create App Integration: three steps, and nothing that was typed is lost by going back. */
export function CreateApplication() {
  const [step, setStep] = useState(0)
  const [type, setType] = useState<ApplicationType>()
  const form = useForm({ initialValues: defaultValues('web') })
  const [access, setAccess] = useState<Schemas['Assignments']>({ ...NO_ACCESS, everyone: true })
  const [problem, setProblem] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  useUnsaved(form.isDirty())

  const chooseType = (chosen: ApplicationType) => {
    if (chosen === type) return
    setType(chosen)
    // What belongs to the kind is new; what was typed stays.
    const { label, logo, logoUri, redirectUris, postLogoutRedirectUris } = form.getValues()
    const typed = { label, logo, logoUri, redirectUris, postLogoutRedirectUris }
    form.setValues({ ...defaultValues(chosen), ...typed })
  }
  const create = async () => {
    if (!type) return
    setSaving(true)
    setProblem(undefined)
    try {
      const values = form.getValues()
      const body = { label: values.label, type, settings: settingsOf(values), assignments: access }
      const made = await take(api.POST('/applications', { body }))
      if (made.clientSecret) tellSecret(made.id, made.clientSecret)
      await queries.invalidateQueries({ queryKey: ['applications', 'list'] })
      leaveFreely(() => navigate(`/applications/${made.id}`))
    } catch (error) {
      setProblem(error)
      if (error instanceof Refused && error.errors.length > 0) {
        const faults = error.errors.map(({ path, message }) => [fieldOf(path), message])
        form.setErrors(Object.fromEntries(faults))
        if (!error.errors.every(({ path }) => path.startsWith('assignments'))) setStep(1)
      }
    } finally {
      setSaving(false)
    }
  }
  return (
    <>
      <ScreenHead
        title="Create App Integration"
        back={{ label: 'Applications', path: '/applications' }}
      />
      <Steps names={STEPS} current={step} onGoBack={setStep}>
        {step === 0 && (
          <SignInMethodStep type={type} onChoose={chooseType} onNext={() => setStep(1)} />
        )}
        {step === 1 && type && (
          <SettingsStep
            form={form}
            type={type}
            problem={problem}
            onBack={() => setStep(0)}
            onNext={() => setStep(2)}
          />
        )}
        {step === 2 && (
          <ControlledAccess
            value={access}
            onChange={setAccess}
            problem={problem}
            saving={saving}
            onBack={() => setStep(1)}
            onCreate={() => void create()}
          />
        )}
      </Steps>
    </>
  )
}
