import { Button, Checkbox, Group as Row, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, take, type Versioned } from '../api/client.ts'
import { Asked } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { leaveFreely } from '../parts/unsaved.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayReadSettings, mayWrite } from '../start.ts'
import { FeedingRules } from './feeding-rules.tsx'
import {
  changeGroup,
  GROUPS_LIST,
  type Group as GroupView,
  groupKey,
  readGroup,
} from './group-api.ts'
import { Members } from './members.tsx'

const NAMES = { name: 'Name', description: 'Description', requiresSecondFactor: 'Second factor' }
type Values = { name: string; description: string; requiresSecondFactor: boolean }

const versionOf = ({ value, etag }: Versioned<GroupView>): Versioned<Values> => ({
  value: {
    name: value.name,
    description: value.description,
    requiresSecondFactor: value.requiresSecondFactor,
  },
  etag,
})

const BACK = { label: 'Groups', path: '/groups' }

export function Group({ id }: { id: string }) {
  const query = useQuery({ queryKey: groupKey(id), queryFn: () => readGroup(id) })
  return (
    <Asked query={query} back={BACK}>
      {(loaded) => (
        <>
          <ScreenHead title={loaded.value.name} back={BACK} />
          <Stack gap="lg" className="form">
            <GroupForm loaded={loaded} />
            <Members groupId={id} />
            {mayReadSettings && <FeedingRules groupId={id} />}
            {mayWrite && <DeleteGroup group={loaded.value} />}
          </Stack>
        </>
      )}
    </Asked>
  )
}

function GroupForm({ loaded }: { loaded: Versioned<GroupView> }) {
  const { id } = loaded.value
  const queries = useQueryClient()
  const remember = (now: Versioned<GroupView>) => {
    queries.setQueryData(groupKey(id), now)
    void queries.invalidateQueries({ queryKey: GROUPS_LIST })
    return versionOf(now)
  }
  const edited = useEdited<Values>({
    loaded: versionOf(loaded),
    reload: async () => remember(await readGroup(id)),
    save: async (changed, etag) => remember(await changeGroup(id, etag, changed)),
  })
  const { form, isChanged } = edited
  return (
    <EditForm edited={edited} labels={NAMES} readOnly={!mayWrite}>
      <Section title="Group">
        <Stack gap="lg">
          <TextInput
            label={<Label text="Name" changed={isChanged('name')} />}
            description="Applications are told this name, where a groups claim is set up."
            withAsterisk
            {...form.getInputProps('name')}
          />
          <TextInput
            label={<Label text="Description" changed={isChanged('description')} />}
            {...form.getInputProps('description')}
          />
          <Checkbox
            label={
              <Label text="Require a second factor" changed={isChanged('requiresSecondFactor')} />
            }
            description="Its members need one to sign in, whatever the organization asks of others."
            {...form.getInputProps('requiresSecondFactor', { type: 'checkbox' })}
          />
        </Stack>
      </Section>
    </EditForm>
  )
}

function DeleteGroup({ group }: { group: GroupView }) {
  const { id, name } = group
  const [asking, setAsking] = useState(false)
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const remove = async () => {
    await take(api.DELETE('/groups/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries({ queryKey: GROUPS_LIST })
    leaveFreely(() => navigate('/groups'))
  }
  return (
    <Section title="Delete">
      <Row>
        <Button color="bad" variant="light" onClick={() => setAsking(true)}>
          Delete {name}
        </Button>
      </Row>
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        act={`Delete ${name}`}
        name={name}
        onConfirm={remove}
      >
        Its members lose what was assigned to the group. The people themselves stay.
      </ConfirmByName>
    </Section>
  )
}
