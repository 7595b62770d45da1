import { Checkbox, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { GroupPicker, PeoplePicker } from '../parts/pickers.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'

type Assignments = Schemas['Assignments']
const FIELDS = { everyone: 'Everyone', groups: 'Groups', users: 'People' }

export function AssignmentsTab({ applicationId: id }: { applicationId: string }) {
  const read = () =>
    takeVersioned(api.GET('/applications/{id}/assignments', { params: { path: { id } } }))
  const query = useQuery({
    queryKey: ['applications', 'assignments', id],
    queryFn: read,
    // A form is made from it, so that what was read long ago must not be shown.
    gcTime: 0,
  })
  return (
    <Asked query={query}>
      {(loaded) => <AssignmentsForm id={id} loaded={loaded} reload={read} />}
    </Asked>
  )
}

type FormProps = {
  id: string
  loaded: Versioned<Assignments>
  reload: () => Promise<Versioned<Assignments>>
}

function AssignmentsForm({ id, loaded, reload }: FormProps) {
  const edited = useEdited<Assignments>({
    loaded,
    reload,
    save: (_changed, etag, body) => {
      const params = { path: { id }, header: { 'if-match': etag } }
      return takeVersioned(api.PUT('/applications/{id}/assignments', { params, body }))
    },
  })
  const { everyone, groups, users } = edited.form.getValues()
  return (
    <EditForm edited={edited} labels={FIELDS} readOnly={!mayWrite}>
      <Section
        title="Who may sign in to it"
        description="Everybody else is refused, and told whom to ask."
      >
        <Stack gap="lg">
          <Checkbox
            label={
              <Label text="Everyone in the organization" changed={edited.isChanged('everyone')} />
            }
            description="Also people who are added later."
            checked={everyone}
            onChange={(event) => edited.form.setFieldValue('everyone', event.currentTarget.checked)}
          />
          <GroupPicker
            value={groups}
            onChange={(ids) => edited.form.setFieldValue('groups', ids)}
          />
          <PeoplePicker value={users} onChange={(ids) => edited.form.setFieldValue('users', ids)} />
        </Stack>
      </Section>
    </EditForm>
  )
}
