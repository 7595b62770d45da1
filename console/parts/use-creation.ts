import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import { Refused } from '../api/refused.ts'
import { useUnsaved } from './unsaved.tsx'
import { useFirstFault } from './use-first-fault.ts'

type Options<V> = Readonly<{
  initial: V
  create: (values: V, way?: string) => Promise<void>
  /** The field that a path of the API's faults means. */
  fieldOf?: (path: string) => string
}>

export type Creation<V> = Readonly<{
  form: UseFormReturnType<V>
  problem: unknown
  saving: boolean
  /** With another way than the usual one, where there are several to make it. */
  submit: (way?: string) => Promise<void>
}>

/** A form for something new: the API's faults stand at their fields, and leaving asks. */
export function useCreation<V extends Record<string, unknown>>(options: Options<V>): Creation<V> {
  const { initial, create, fieldOf = (path) => path } = options
  const form = useForm<V>({ initialValues: initial })
  const [problem, setProblem] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const focusFirstFault = useFirstFault()
  useUnsaved(form.isDirty())
  const submit = async (way?: string) => {
    setSaving(true)
    setProblem(undefined)
    try {
      await create(form.getValues(), way)
    } catch (error) {
      setProblem(error)
      const faults = error instanceof Refused ? error.errors : []
      form.setErrors(
        Object.fromEntries(faults.map(({ path, message }) => [fieldOf(path), message])),
      )
      focusFirstFault()
    } finally {
      setSaving(false)
    }
  }
  return { form, problem, saving, submit }
}
