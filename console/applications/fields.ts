import type { UseFormReturnType } from '@mantine/form'
import type { ApplicationType, ApplicationValues } from './application-values.ts'

/** What a group of fields needs: the form, which fields differ from what is saved, the kind. */
export type FieldsProps = {
  form: UseFormReturnType<ApplicationValues>
  isChanged: (key: keyof ApplicationValues) => boolean
  type: ApplicationType
}
