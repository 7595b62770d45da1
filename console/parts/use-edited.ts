import { useForm } from '@mantine/form'
import { useState } from 'react'
import type { Versioned } from '../api/client.ts'
import { isRefused, Refused } from '../api/refused.ts'
import { useUnsaved } from './unsaved.tsx'
import { useFirstFault } from './use-first-fault.ts'

type Values = Record<string, unknown>

type Options<V extends Values> = Readonly<{
  /** As the server has it. */
  loaded: Versioned<V>
  /** What was typed on another screen, to go on with here. */
  typed?: Partial<V> | undefined
  /** Sends what was changed, or all of it, on the version it was changed from; answers what is now. */
  save: (changed: Partial<V>, etag: string, all: V, way?: string) => Promise<Versioned<V>>
  /** Reads it again, after somebody else changed it. */
  reload: () => Promise<Versioned<V>>
  /** The field that a path of the API's faults means. */
  fieldOf?: (path: string) => string
}>

/** What somebody else saved while this person was typing: told, and nothing typed is lost. */
type Conflict<V> = Readonly<{ theirs: readonly (keyof V & string)[] }>

export type Edited<V extends Values> = ReturnType<typeof useEdited<V>>

/** A form on something that has a version: which fields differ, saving, discarding, conflicts. */
export function useEdited<V extends Values>({ loaded, typed, save, reload, fieldOf }: Options<V>) {
  const form = useForm<V>({ initialValues: { ...loaded.value, ...typed } })
  const [base, setBase] = useState(loaded)
  const [saving, setSaving] = useState(false)
  const focusFirstFault = useFirstFault()
  const [problem, setProblem] = useState<unknown>()
  const [conflict, setConflict] = useState<Conflict<V>>()
  const changedFields = changedKeys(base.value, form.getValues())
  useUnsaved(changedFields.length > 0)

  const take = (now: Versioned<V>, values: V) => {
    setBase(now)
    form.setInitialValues(now.value)
    form.setValues(values)
    form.clearErrors()
  }
  const refused = async (error: unknown) => {
    if (isRefused(error, 412)) {
      const theirs = await reload()
      const mine = form.getValues()
      setConflict({ theirs: changedKeys(base.value, theirs.value) })
      const kept = Object.fromEntries(changedKeys(base.value, mine).map((key) => [key, mine[key]]))
      return take(theirs, { ...theirs.value, ...kept })
    }
    if (error instanceof Refused && error.errors.length > 0) {
      const faults = error.errors.map(({ path, message }) => [fieldOf?.(path) ?? path, message])
      form.setErrors(Object.fromEntries(faults))
      focusFirstFault()
    }
    setProblem(error)
  }
  const submit = async (way?: string) => {
    setSaving(true)
    setProblem(undefined)
    try {
      const values = form.getValues()
      const changed = changedKeys(base.value, values).map((key) => [key, values[key]])
      const now = await save(Object.fromEntries(changed) as Partial<V>, base.etag, values, way)
      setConflict(undefined)
      take(now, now.value)
    } catch (error) {
      await refused(error).catch(setProblem)
    } finally {
      setSaving(false)
    }
  }
  const discard = () => {
    take(base, base.value)
    setProblem(undefined)
    setConflict(undefined)
  }
  return {
    form,
    changedFields,
    isChanged: (key: keyof V & string) => changedFields.includes(key),
    submit,
    discard,
    saving,
    problem,
    conflict,
  }
}

function changedKeys<V extends Values>(base: V, values: V): (keyof V & string)[] {
  const keys = Object.keys(values)
  return keys.filter((key) => JSON.stringify(base[key]) !== JSON.stringify(values[key]))
}
