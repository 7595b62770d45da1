import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, takeVersioned, type Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { EditForm } from '../parts/edit-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import { ColourFields, LinkFields, TextFields } from './appearance-fields.tsx'
import {
  type AppearanceValues,
  changeOf,
  FIELD_NAMES,
  fieldOf,
  ORGANIZATION_KEY,
  type Organization,
  readOrganization,
  versionOf,
} from './appearance-values.ts'
import { LoginPreview } from './login-preview.tsx'

export function Appearance() {
  const query = useQuery({ queryKey: ORGANIZATION_KEY, queryFn: readOrganization })
  return (
    <>
      <ScreenHead
        title="Appearance"
        description="What people see when they sign in, on their dashboard, and where something fails."
      />
      <Asked query={query}>{(loaded) => <AppearanceForm loaded={loaded} />}</Asked>
    </>
  )
}

function AppearanceForm({ loaded }: { loaded: Versioned<Organization> }) {
  const queries = useQueryClient()
  const remember = (now: Versioned<Organization>) => {
    queries.setQueryData(ORGANIZATION_KEY, now)
    return versionOf(now)
  }
  const edited = useEdited<AppearanceValues>({
    loaded: versionOf(loaded),
    fieldOf,
    reload: async () => remember(await readOrganization()),
    save: async (changed, etag) => {
      const body = { settings: { appearance: changeOf(changed) } }
      const params = { header: { 'if-match': etag } }
      return remember(await takeVersioned(api.PATCH('/organization', { params, body })))
    },
  })
  return (
    <div className="appearance">
      <EditForm edited={edited} labels={FIELD_NAMES} readOnly={!mayWrite}>
        <Section title="Logo and colour">
          <ColourFields edited={edited} />
        </Section>
        <Section title="Login screen">
          <TextFields edited={edited} />
        </Section>
        <Section title="Links" description="At the foot of every page: where there is help.">
          <LinkFields edited={edited} />
        </Section>
      </EditForm>
      {mayWrite && <LoginPreview edited={edited} />}
    </div>
  )
}
