import { Alert, Button, Checkbox, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take, takeVersioned, type Versioned } from '../api/client.ts'
import { Refused } from '../api/refused.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { CreationForm } from '../parts/creation-form.tsx'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { useCreation } from '../parts/use-creation.ts'
import { useEdited } from '../parts/use-edited.ts'
import { When } from '../parts/when.tsx'
import { mayWrite } from '../start.ts'

type Webhook = Schemas['EventWebhook']
type Values = { url: string; types: string[]; enabled: boolean }
type Loaded = Versioned<Webhook> | null

const KEY = ['event-webhook']
const NAMES = { url: 'Address', types: 'Types of events', enabled: 'Send events' }
const TYPES_HELP = 'Types or their beginnings, such as user.session; none means all.'

async function read(): Promise<Loaded> {
  try {
    return await takeVersioned(api.GET('/event-webhook'))
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null
    throw error
  }
}

export function EventWebhook() {
  const query = useQuery<Loaded>({ queryKey: KEY, queryFn: read })
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <ScreenHead
        title="Webhook for events"
        back={{ label: 'Audit log', path: '/audit-log' }}
        description="Each event is sent to an address of yours, signed, in order, and again until it is taken."
      />
      <Stack gap="md">
        {secret !== undefined && (
          <Alert color="brass" title="Copy the secret now">
            <Stack gap="sm">
              <Text>The receiver checks signatures with it. It is shown this once.</Text>
              <CopyBox label="Secret" value={secret} />
            </Stack>
          </Alert>
        )}
        <Asked query={query}>
          {(loaded) =>
            loaded ? (
              <>
                <State webhook={loaded.value} onSecret={setSecret} />
                <Edit loaded={loaded} />
              </>
            ) : mayWrite ? (
              <Add onSecret={setSecret} />
            ) : (
              <Text>There is no webhook.</Text>
            )
          }
        </Asked>
      </Stack>
    </>
  )
}

type Told = { onSecret: (secret: string | undefined) => void }

function Add({ onSecret }: Told) {
  const queries = useQueryClient()
  const creation = useCreation({
    initial: { url: '', types: [] as string[] },
    create: async (body) => {
      const { secret } = await take(api.POST('/event-webhook', { body }))
      onSecret(secret)
      await queries.invalidateQueries({ queryKey: KEY })
    },
  })
  const { form } = creation
  return (
    <CreationForm creation={creation} act="Add the webhook">
      <TextInput label={NAMES.url} withAsterisk {...form.getInputProps('url')} />
      <TagsInput label={NAMES.types} description={TYPES_HELP} {...form.getInputProps('types')} />
    </CreationForm>
  )
}

function Edit({ loaded }: { loaded: Versioned<Webhook> }) {
  const queries = useQueryClient()
  const valuesOf = ({ value: { url, types, enabled }, etag }: Versioned<Webhook>) => ({
    value: { url, types, enabled },
    etag,
  })
  const remember = (now: Versioned<Webhook>) => {
    queries.setQueryData(KEY, now)
    return valuesOf(now)
  }
  const edited = useEdited<Values>({
    loaded: valuesOf(loaded),
    reload: async () => remember(await takeVersioned(api.GET('/event-webhook'))),
    save: async (body, etag) => {
      const params = { header: { 'if-match': etag } }
      return remember(await takeVersioned(api.PATCH('/event-webhook', { params, body })))
    },
  })
  const { form, isChanged } = edited
  const label = (key: keyof Values) => <Label text={NAMES[key]} changed={isChanged(key)} />
  return (
    <EditForm edited={edited} labels={NAMES} readOnly={!mayWrite}>
      <Section title="What is sent where">
        <TextInput label={label('url')} withAsterisk {...form.getInputProps('url')} />
        <TagsInput
          label={label('types')}
          description={TYPES_HELP}
          {...form.getInputProps('types')}
        />
        <Checkbox
          label={label('enabled')}
          description="What was not sent meanwhile is sent when it is on again."
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
      </Section>
    </EditForm>
  )
}

function State({ webhook, onSecret }: { webhook: Webhook } & Told) {
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'secret' | 'delete'>()
  const [tried, setTried] = useState<Schemas['EventWebhookTest']>()
  const [problem, setProblem] = useState<unknown>()
  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined)
    setTried(undefined)
    await work().catch(setProblem)
  }
  const renew = async () => {
    onSecret((await take(api.POST('/event-webhook/secret'))).secret)
    await queries.invalidateQueries({ queryKey: KEY })
  }
  const remove = async () => {
    await take(api.DELETE('/event-webhook'))
    onSecret(undefined)
    await queries.invalidateQueries({ queryKey: KEY })
  }
  return (
    <Section title="How it goes">
      <Progress webhook={webhook} />
      {mayWrite && (
        <Group gap="xs">
          <Button
            variant="default"
            onClick={() =>
              void attempt(async () => setTried(await take(api.POST('/event-webhook/test'))))
            }
          >
            Send a test event
          </Button>
          <Button variant="default" onClick={() => setAsking('secret')}>
            Make a new secret
          </Button>
          <Button variant="subtle" color="bad" onClick={() => setAsking('delete')}>
            Delete the webhook
          </Button>
        </Group>
      )}
      {tried && (
        <Alert color={tried.delivered ? 'brass' : 'bad'} role="status">
          {tried.delivered ? 'The receiver took it.' : `It was not taken: ${tried.message}.`}
        </Alert>
      )}
      <RefusalNote error={problem} />
      <ConfirmByName
        opened={asking !== undefined}
        onClose={() => setAsking(undefined)}
        act={asking === 'delete' ? 'Delete the webhook' : 'Make a new secret'}
        name="webhook"
        onConfirm={asking === 'delete' ? remove : renew}
      >
        {asking === 'delete'
          ? 'No event is sent there from now on.'
          : 'The receiver refuses what is sent until it knows the new one.'}
      </ConfirmByName>
    </Section>
  )
}

function Progress({ webhook }: { webhook: Webhook }) {
  const { failures, lastSuccessAt, lastFailureAt, lastFailure, nextTryAt, sent } = webhook
  return (
    <>
      <Text size="sm">
        {lastSuccessAt ? (
          <>
            Last taken <When at={lastSuccessAt} />; sent up to number {sent} of the chain.
          </>
        ) : (
          'Nothing was sent yet.'
        )}
      </Text>
      {failures > 0 && lastFailureAt && (
        <Alert color="bad" title="The receiver does not take events">
          Failed {failures === 1 ? 'once' : `${failures} times`}, last <When at={lastFailureAt} />:{' '}
          {lastFailure}.{' '}
          {nextTryAt && (
            <>
              It is tried again <When at={nextTryAt} />.
            </>
          )}{' '}
          Nothing is lost meanwhile.
        </Alert>
      )}
    </>
  )
}
