import { Alert, Button, Checkbox, Radio, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import { start } from '../start.ts'
import { withGrant } from './application-values.ts'
import type { FieldsProps } from './fields.ts'

/** LOGIN: whether a sign-in can start from the dashboard here, and how it then goes on. */
export function LoginFields(props: FieldsProps) {
  const { form, isChanged } = props
  const { loginMode } = form.getValues()
  const fromHere = loginMode !== 'DISABLED'
  const choose = (value: string) => {
    form.setFieldValue('loginMode', value === 'app' ? 'DISABLED' : 'SPEC')
    form.setFieldValue('visibility', { web: value !== 'app', mobile: false })
  }
  return (
    <>
      <Radio.Group
        label={<Label text="Login initiated by" changed={isChanged('loginMode')} />}
        size="md"
        value={fromHere ? 'either' : 'app'}
        onChange={choose}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="app" label="App Only" description="People start at the application." />
          <Radio
            value="either"
            label="Either Okta or App"
            description={`People may also start here: “Okta” is this organization, ${start.organization.name}.`}
          />
        </Stack>
      </Radio.Group>
      {fromHere && <FlowFields {...props} />}
      <TextInput
        label={<Label text="Initiate login URI" changed={isChanged('initiateLoginUri')} />}
        description="Where the tile sends people, so that the application starts a sign-in of its own. Connections of Latchkey and many applications take the address that is also their redirect URI."
        inputMode="url"
        placeholder="https://app.example.com/sso/openid/initiate"
        withAsterisk={fromHere}
        {...form.getInputProps('initiateLoginUri')}
      />
    </>
  )
}

function FlowFields(props: FieldsProps) {
  const { form, isChanged } = props
  const { loginMode, visibility } = form.getValues()
  return (
    <>
      <Stack gap="xs" role="group" aria-label="Application visibility">
        <Text fw={500}>
          <Label text="Application visibility" changed={isChanged('visibility')} />
        </Text>
        <Checkbox
          label="Display application icon to users"
          description="A tile on the dashboard of everybody who is assigned."
          checked={visibility.web}
          onChange={(event) => form.setFieldValue('visibility.web', event.currentTarget.checked)}
        />
      </Stack>
      <Radio.Group
        label={<Label text="Login flow" changed={isChanged('loginMode')} />}
        size="md"
        error={form.errors.loginMode}
        value={loginMode}
        onChange={(value) => {
          form.setFieldValue('loginMode', value === 'OKTA' ? 'OKTA' : 'SPEC')
          if (value === 'OKTA' && form.getValues().loginScopes.length === 0) {
            form.setFieldValue('loginScopes', ['openid', 'profile', 'email'])
          }
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="SPEC"
            label="Redirect to app to initiate login (OIDC Compliant)"
            description="The tile opens the initiate login URI; the application then asks for a sign-in as usual."
          />
          <Radio
            value="OKTA"
            label="Send ID Token directly to app (Okta Simplified)"
            description="The tile posts an ID token to the application, without being asked."
          />
        </Stack>
      </Radio.Group>
      {loginMode === 'SPEC' && <CompliantNote {...props} />}
      {loginMode === 'OKTA' && <SimplifiedFields {...props} />}
    </>
  )
}

/** Guides ask for a grant type here that this flow does not need; said, and offered. */
function CompliantNote({ form }: FieldsProps) {
  const { grantTypes, implicit } = form.getValues()
  if (grantTypes.includes('implicit') && implicit.accessToken) return null
  const allow = () => {
    form.setFieldValue('grantTypes', withGrant(grantTypes, 'implicit', true))
    form.setFieldValue('implicit', { ...implicit, accessToken: true })
  }
  return (
    <Alert color="brass" title="Does your guide ask for Implicit (hybrid)?">
      <Text mb="sm">
        Some guides have the grant type changed to Implicit (hybrid) with the access token before
        this flow can be chosen. Here the flow works without it; allow it only if the application
        asks for tokens that way.
      </Text>
      <Button variant="default" size="sm" onClick={allow}>
        Allow Implicit (hybrid) with the access token
      </Button>
    </Alert>
  )
}

function SimplifiedFields({ form, isChanged }: FieldsProps) {
  const { grantTypes, implicit, loginScopes } = form.getValues()
  const isReady = grantTypes.includes('implicit') && implicit.idToken
  const allow = () => {
    form.setFieldValue('grantTypes', withGrant(grantTypes, 'implicit', true))
    form.setFieldValue('implicit', { ...implicit, idToken: true })
  }
  return (
    <>
      {!isReady && (
        <Alert color="brass" title="This flow needs Implicit (hybrid) with the ID token">
          <Text mb="sm">The ID token that is posted is one of the implicit grant.</Text>
          <Button variant="default" size="sm" onClick={allow}>
            Allow Implicit (hybrid) with the ID token
          </Button>
        </Alert>
      )}
      <TagsInput
        size="md"
        label={<Label text="Scopes of the posted ID token" changed={isChanged('loginScopes')} />}
        description="openid, and what else the application wants to know. Enter adds one."
        value={loginScopes}
        error={form.errors.loginScopes}
        onChange={(scopes) => form.setFieldValue('loginScopes', scopes)}
      />
    </>
  )
}
