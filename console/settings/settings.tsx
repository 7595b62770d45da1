import {
  Anchor,
  Box,
  Button,
  Checkbox,
  NumberInput,
  Radio,
  Group as Row,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, takeVersioned, type Versioned } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { EditForm, Label } from '../parts/edit-form.tsx'
import { PasswordsBack } from '../parts/passwords-back.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Section } from '../parts/section.tsx'
import { useEdited } from '../parts/use-edited.ts'
import { mayWrite } from '../start.ts'
import { LoginScreenFields } from './login-screen-fields.tsx'
import { OwnNamesSection } from './own-names-section.tsx'
import { SecondFactorField } from './second-factor-field.tsx'

type Organization = Schemas['Organization']
type Values = { name: string } & Omit<Organization['settings'], 'appearance'>

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const KEY = ['organization']
const NAMES: Record<keyof Values, string> = {
  name: 'Name',
  signUp: 'New people',
  allowedDomains: 'Allowed domains',
  passwordSignIn: 'Signing in with a password',
  signInPolicy: 'The login screen',
  secondFactor: 'Second factor',
  changeOwnNames: 'People may change what they are called',
  sessionIdleMs: 'Sessions end when unused for, in minutes',
  sessionMaxMs: 'Sessions end at the latest after, in minutes',
  reauthenticateAfterMs: 'Administrators sign in again after, in minutes',
  eventRetentionMs: 'Events are kept for, in days',
}

const SIGN_UPS: { value: Values['signUp']; label: string; description: string }[] = [
  {
    value: 'open',
    label: 'Get an account at their first sign-in',
    description: 'Through the connections that allow it.',
  },
  {
    value: 'domains',
    label: 'Get one with an address of an allowed domain',
    description: 'Others come in when they are invited.',
  },
  {
    value: 'invited',
    label: 'Come in when they are invited',
    description:
      'Through a connection that is trusted for the address that was invited, or by their link.',
  },
  {
    value: 'off',
    label: 'Are added by an administrator first',
    description: 'Others are refused, and who is staged waits to be activated.',
  },
]

const read = () => takeVersioned(api.GET('/organization'))

const versionOf = ({ value, etag }: Versioned<Organization>): Versioned<Values> => ({
  value: valuesOf(value),
  etag,
})

function valuesOf({ name, settings }: Organization): Values {
  const { appearance: _, ...rest } = settings
  return { name, ...rest }
}

export function Settings() {
  const query = useQuery({ queryKey: KEY, queryFn: read })
  return (
    <>
      <ScreenHead
        title="Settings"
        description="What holds for the whole organization."
        action={
          <Row>
            <Button component={Link} href="/settings/mail" variant="default">
              Mail
            </Button>
            <Button component={Link} href="/settings/api-tokens" variant="default">
              API tokens
            </Button>
          </Row>
        }
      />
      <Asked query={query}>{(loaded) => <SettingsForm loaded={loaded} />}</Asked>
    </>
  )
}

function useEditedSettings(loaded: Versioned<Organization>) {
  const queries = useQueryClient()
  const remember = (now: Versioned<Organization>) => {
    queries.setQueryData(KEY, now)
    return versionOf(now)
  }
  return useEdited<Values>({
    loaded: versionOf(loaded),
    fieldOf: (path) => path.replace(/^settings\./, ''),
    reload: async () => remember(await read()),
    save: async ({ name, ...settings }, etag) => {
      const body = { ...(name !== undefined && { name }), settings }
      const params = { header: { 'if-match': etag } }
      return remember(await takeVersioned(api.PATCH('/organization', { params, body })))
    },
  })
}

function SettingsForm({ loaded }: { loaded: Versioned<Organization> }) {
  const edited = useEditedSettings(loaded)
  const { form, isChanged } = edited
  const values = form.getValues()
  const label = (key: keyof Values) => <Label text={NAMES[key]} changed={isChanged(key)} />
  const minutes = (
    key: 'sessionIdleMs' | 'sessionMaxMs' | 'reauthenticateAfterMs',
    why?: string,
  ) => (
    <NumberInput
      label={label(key)}
      description={why}
      min={1}
      allowDecimal={false}
      value={values[key] / MINUTE_MS}
      error={form.errors[key]}
      onChange={(value) => form.setFieldValue(key, Number(value) * MINUTE_MS)}
    />
  )
  return (
    <>
      {loaded.value.passwordsBackAt && (
        <Box mb="lg">
          <PasswordsBack at={loaded.value.passwordsBackAt} />
        </Box>
      )}
      <EditForm edited={edited} labels={NAMES} readOnly={!mayWrite}>
        <Section title="Organization">
          <TextInput
            label={label('name')}
            description="People see it when they sign in."
            withAsterisk
            {...form.getInputProps('name')}
          />
        </Section>
        <Section title="Signing in">
          <Stack gap="lg">
            <Checkbox
              label={<Label text="Sign in with a password" changed={isChanged('passwordSignIn')} />}
              description={
                <>
                  Without it, people come through a connection only. Before you turn it off,{' '}
                  <Anchor component={Link} href="/connections" inherit underline="always">
                    test a connection
                  </Anchor>
                  : your own test within the last ten minutes must have let you in.
                </>
              }
              {...form.getInputProps('passwordSignIn', { type: 'checkbox' })}
            />
            <LoginScreenFields
              label={label('signInPolicy')}
              value={values.signInPolicy}
              onChange={(policy) => form.setFieldValue('signInPolicy', policy)}
            />
            <Radio.Group
              label={label('signUp')}
              size="md"
              value={values.signUp}
              onChange={(value) => {
                const chosen = SIGN_UPS.find((one) => one.value === value)?.value
                if (chosen) form.setFieldValue('signUp', chosen)
              }}
            >
              <Stack gap="xs" mt="xs">
                {SIGN_UPS.map((one) => (
                  <Radio key={one.value} {...one} />
                ))}
              </Stack>
            </Radio.Group>
            {values.signUp === 'domains' && (
              <TagsInput
                size="md"
                label={label('allowedDomains')}
                description="The provider must have checked the address, or the connection be trusted for its domain. Enter adds one."
                placeholder="example.com"
                value={values.allowedDomains}
                error={form.errors.allowedDomains}
                onChange={(domains) => form.setFieldValue('allowedDomains', domains)}
              />
            )}
            <SecondFactorField
              label={label('secondFactor')}
              value={values.secondFactor}
              onChange={(chosen) => form.setFieldValue('secondFactor', chosen)}
            />
            {minutes('sessionIdleMs')}
            {minutes('sessionMaxMs')}
            {minutes(
              'reauthenticateAfterMs',
              'Before they change who gets in: connections, secrets, tokens, roles, these settings.',
            )}
          </Stack>
        </Section>
        <OwnNamesSection
          label={label('changeOwnNames')}
          checked={values.changeOwnNames}
          onChange={(checked) => form.setFieldValue('changeOwnNames', checked)}
        />
        <Section title="Audit log">
          <NumberInput
            label={label('eventRetentionMs')}
            description="Older ones are removed for good."
            min={1}
            allowDecimal={false}
            value={values.eventRetentionMs / DAY_MS}
            error={form.errors.eventRetentionMs}
            onChange={(value) => form.setFieldValue('eventRetentionMs', Number(value) * DAY_MS)}
          />
        </Section>
      </EditForm>
    </>
  )
}
