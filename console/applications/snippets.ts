import type { Application } from './application-values.ts'

type Snippet = Readonly<{ name: string; text: string; note?: string }>

type Given = { application: Application; issuer: string }

/** Configuration for the usual libraries and proxies; each by a function of the real values. */
export function snippetsFor(given: Given): Snippet[] {
  const { application } = given
  if (application.type === 'service') return [curlSnippet(given)]
  if (application.type === 'browser') return [authJsBrowser(given), environment(given)]
  return [
    environment(given),
    oktaMiddleware(given),
    openidClient(given),
    nginxProxy(given),
    apache(given),
  ]
}

const redirectOf = ({ application }: Given) =>
  application.settings.redirectUris[0] ?? 'https://app.example.com/callback'

function environment(given: Given): Snippet {
  const { application, issuer } = given
  return {
    name: 'Environment variables',
    text: `ISSUER=${issuer}
CLIENT_ID=${application.clientId}
CLIENT_SECRET=…
REDIRECT_URI=${redirectOf(given)}
`,
  }
}

function oktaMiddleware(given: Given): Snippet {
  const { application, issuer } = given
  return {
    name: '@okta/oidc-middleware (Express)',
    text: `import { ExpressOIDC } from '@okta/oidc-middleware'

const oidc = new ExpressOIDC({
  issuer: '${issuer}',
  client_id: '${application.clientId}',
  client_secret: process.env.CLIENT_SECRET,
  appBaseUrl: '${originOf(redirectOf(given))}',
  scope: 'openid profile email',
})
`,
  }
}

function openidClient(given: Given): Snippet {
  const { application, issuer } = given
  return {
    name: 'openid-client (Node.js)',
    text: `import * as client from 'openid-client'

const config = await client.discovery(
  new URL('${issuer}'),
  '${application.clientId}',
  process.env.CLIENT_SECRET,
)
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: '${redirectOf(given)}',
  scope: 'openid profile email',
})
`,
  }
}

function authJsBrowser(given: Given): Snippet {
  const { application, issuer } = given
  return {
    name: '@okta/okta-auth-js (browser)',
    text: `import { OktaAuth } from '@okta/okta-auth-js'

const auth = new OktaAuth({
  issuer: '${issuer}',
  clientId: '${application.clientId}',
  redirectUri: '${redirectOf(given)}',
  scopes: ['openid', 'profile', 'email'],
})
`,
    note: 'Add the origin of the page to the trusted origins of this application.',
  }
}

function nginxProxy({ application, issuer }: Given): Snippet {
  return {
    name: 'oauth2-proxy (nginx, Caddy, Traefik)',
    text: `oauth2-proxy \\
  --provider=oidc \\
  --oidc-issuer-url=${issuer} \\
  --client-id=${application.clientId} \\
  --client-secret-file=./client-secret \\
  --cookie-secret-file=./cookie-secret \\
  --email-domain='*'
`,
  }
}

function apache(given: Given): Snippet {
  const { application, issuer } = given
  return {
    name: 'Apache mod_auth_openidc',
    text: `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${application.clientId}
OIDCClientSecret "exec:/usr/bin/cat /etc/apache2/client-secret"
OIDCRedirectURI ${redirectOf(given)}
OIDCCryptoPassphrase "exec:/usr/bin/cat /etc/apache2/passphrase"
OIDCScope "openid profile email"
`,
  }
}

function curlSnippet({ application, issuer }: Given): Snippet {
  return {
    name: 'curl',
    text: `curl ${issuer}/oauth2/default/v1/token \\
  --user "${application.clientId}:$CLIENT_SECRET" \\
  --data grant_type=client_credentials
`,
  }
}

function originOf(address: string): string {
  return URL.parse(address)?.origin ?? address
}
