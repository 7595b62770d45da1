import { type Addresses, TEMPLATE_NAMES, type Template } from './connection-values.ts'

type GuideStep = Readonly<{ text: string; copy?: { label: string; value: string } }>

export type Guide = Readonly<{
  steps: (addresses: Addresses, organization: string) => readonly GuideStep[]
  wellKnownUrl?: string
  wellKnownExample: string
  wellKnownHelp: string
}>

const redirectLabel = 'Redirect URI'

/** What to click at the provider, in its own words for things and ours for the rest. */
export const GUIDES: Record<Template, Guide> = {
  okta: {
    wellKnownExample: 'https://your-company.okta.com/.well-known/openid-configuration',
    wellKnownHelp: 'Or just your Okta address as it stands in the browser: the rest is found out.',
    steps: ({ redirect, initiate, signedOut }, organization) => [
      { text: 'In the Okta Admin Console open Applications, and choose Create App Integration.' },
      {
        text: 'Select OIDC - OpenID Connect as the sign-in method and Web Application as the application type, then Next.',
      },
      { text: `Enter an app integration name, such as ${organization}.` },
      {
        text: 'Under Sign-in redirect URIs, replace what is there by this:',
        copy: { label: 'Sign-in redirect URI', value: redirect },
      },
      {
        text: 'Under Sign-out redirect URIs:',
        copy: { label: 'Sign-out redirect URI', value: signedOut },
      },
      { text: 'Choose who may use it under Assignments, and save.' },
      { text: 'Copy the client ID and the client secret from the General tab to here.' },
      {
        text: 'For a tile on the Okta dashboard: edit General Settings, set Login initiated by to Either Okta or App, choose the visibility, set Login flow to Redirect to app to initiate login (OIDC Compliant), and enter as Initiate login URI:',
        copy: { label: 'Initiate login URI', value: initiate },
      },
    ],
  },
  entra: {
    wellKnownExample:
      'https://login.microsoftonline.com/TENANT-ID/v2.0/.well-known/openid-configuration',
    wellKnownHelp: 'With the directory (tenant) ID of the registration, not “common”.',
    steps: ({ redirect, signedOut }, organization) => [
      {
        text: 'In the Microsoft Entra admin center open App registrations, and choose New registration.',
      },
      {
        text: `Name it, such as ${organization}, for accounts in this organizational directory only.`,
      },
      {
        text: 'Add a redirect URI for the platform Web:',
        copy: { label: redirectLabel, value: redirect },
      },
      {
        text: 'Under Authentication, as a second redirect URI, so that people come back after signing out:',
        copy: { label: 'Sign-out address', value: signedOut },
      },
      {
        text: 'Under Certificates & secrets make a client secret, and copy its value (not its ID).',
      },
      { text: 'The application (client) ID and the directory (tenant) ID stand on the Overview.' },
    ],
  },
  google: {
    wellKnownUrl: 'https://accounts.google.com/.well-known/openid-configuration',
    wellKnownExample: 'https://accounts.google.com/.well-known/openid-configuration',
    wellKnownHelp: 'The same for everybody.',
    steps: ({ redirect }) => [
      { text: 'In the Google Cloud console open Google Auth Platform, then Clients.' },
      { text: 'Create a client of the application type Web application.' },
      {
        text: 'Under Authorized redirect URIs add:',
        copy: { label: redirectLabel, value: redirect },
      },
      { text: 'Copy the client ID and the client secret to here; the secret is shown this once.' },
      { text: 'Under Audience choose Internal, so that only your own people can use it.' },
    ],
  },
  keycloak: {
    wellKnownExample: 'https://keycloak.example.com/realms/REALM/.well-known/openid-configuration',
    wellKnownHelp: 'Linked as OpenID Endpoint Configuration in the realm settings.',
    steps: ({ redirect, signedOut }) => [
      { text: 'In the admin console choose the realm, then Clients, and Create client.' },
      { text: 'Client type OpenID Connect, with Client authentication on and Standard flow.' },
      {
        text: 'As a valid redirect URI:',
        copy: { label: redirectLabel, value: redirect },
      },
      {
        text: 'As a valid post logout redirect URI:',
        copy: { label: 'Sign-out address', value: signedOut },
      },
      { text: 'Copy the client ID, and the secret from the Credentials tab.' },
    ],
  },
  auth0: {
    wellKnownExample: 'https://your-tenant.eu.auth0.com/.well-known/openid-configuration',
    wellKnownHelp: 'With the domain from the application’s settings.',
    steps: ({ redirect, initiate, signedOut }) => [
      { text: 'In the Auth0 dashboard open Applications, and create a Regular Web Application.' },
      {
        text: 'Under Settings, Allowed Callback URLs:',
        copy: { label: redirectLabel, value: redirect },
      },
      {
        text: 'Allowed Logout URLs:',
        copy: { label: 'Sign-out address', value: signedOut },
      },
      {
        text: 'Application Login URI, if people shall be able to start there:',
        copy: { label: 'Initiate login URI', value: initiate },
      },
      { text: 'Copy the client ID, the client secret and the domain.' },
    ],
  },
  oidc: {
    wellKnownExample: 'https://id.example.com/.well-known/openid-configuration',
    wellKnownHelp: 'Or the issuer: the rest is found out.',
    steps: ({ redirect, initiate, signedOut }) => [
      { text: 'Register a web application, a confidential client, at the provider.' },
      {
        text: 'As its redirect URI:',
        copy: { label: redirectLabel, value: redirect },
      },
      {
        text: 'As its address after signing out, if it asks for one:',
        copy: { label: 'Sign-out address', value: signedOut },
      },
      {
        text: 'As its initiate login URI, if people shall be able to start there:',
        copy: { label: 'Initiate login URI', value: initiate },
      },
      { text: 'Copy the client ID and the client secret to here.' },
    ],
  },
}

export const DESCRIPTIONS: Record<Template, string> = {
  okta: 'Beside the guide, step by step.',
  entra: 'Work accounts of Microsoft 365 and Azure.',
  google: 'Accounts of Google Workspace.',
  keycloak: 'A realm of your own.',
  auth0: 'A tenant at Auth0.',
  oidc: 'Everything else that has a well-known URL, another Latchkey too.',
}

/** The same application for those who keep their Okta in Terraform. */
export function oktaTerraform({ redirect, initiate, signedOut }: Addresses, name: string): string {
  return `resource "okta_app_oauth" "latchkey" {
  label                      = ${JSON.stringify(name)}
  type                       = "web"
  grant_types                = ["authorization_code"]
  response_types             = ["code"]
  token_endpoint_auth_method = "client_secret_basic"
  redirect_uris              = [${JSON.stringify(redirect)}]
  post_logout_redirect_uris  = [${JSON.stringify(signedOut)}]
  login_mode                 = "SPEC"
  login_uri                  = ${JSON.stringify(initiate)}
  hide_web                   = false
}
`
}

export function buttonName(template: Template): string {
  return template === 'oidc' ? '' : TEMPLATE_NAMES[template]
}
