import type { Template } from './connection.ts'
import { impliedIssuer, proposeWellKnownUrl } from './provider-document.ts'

/** What somebody pasted where a well-known URL belongs, and the one that they meant. */
export type Recognised = Readonly<{
  kind: 'well-known-url' | 'issuer' | 'organization' | 'admin-console' | 'unknown'
  wellKnownUrl: string | undefined
  template: Template
  /** Okta's two kinds of issuer: the organization's own, or a custom authorization server. */
  server: 'organization' | 'custom' | undefined
  notes: readonly string[]
}>

const NOTHING: Recognised = {
  kind: 'unknown',
  wellKnownUrl: undefined,
  template: 'oidc',
  server: undefined,
  notes: ['This is not an address. Paste the well-known URL, or the address of the provider.'],
}

/** Pure: looks at the text alone. Whether anything answers there is seen when it is saved. */
export function recogniseAddress(pasted: string): Recognised {
  // Line ends and spaces come along from mails and pages; quotes from code and tables.
  const text = pasted.replaceAll(/\s+/g, '').replaceAll(/^["'<(]+|["'>),;]+$/g, '')
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol) || !isHost(url.hostname)) return NOTHING
  url.hash = ''
  url.search = ''
  const recognise = RECOGNISERS.find(
    ({ host, path }) => host.test(url.host) && path.test(url.pathname),
  )
  return recognise ? recognise.read(url) : readOther(url)
}

function isHost(hostname: string): boolean {
  return hostname.includes('.') || hostname === 'localhost' || hostname.startsWith('[')
}

type Recogniser = Readonly<{ host: RegExp; path: RegExp; read: (url: URL) => Recognised }>

const OKTA = /(?:^|\.)(?:okta|oktapreview|okta-emea|okta-gov|trexcloud)\.com$/
const ANY = /^/

const RECOGNISERS: readonly Recogniser[] = [
  { host: OKTA, path: ANY, read: readOkta },
  { host: /^accounts\.google\.com$/, path: ANY, read: readGoogle },
  { host: /^login\.microsoftonline\.com$|^login\.windows\.net$/, path: ANY, read: readEntra },
  { host: /\.auth0\.com$/, path: ANY, read: readAuth0 },
  { host: ANY, path: /\/(?:admin\/|realms\/)[^/]+/, read: readKeycloak },
]

/** The organization's address, its console's (`acme-admin`), an issuer, or any address below one. */
function readOkta(url: URL): Recognised {
  const isAdmin = /^[^.]+-admin\./.test(url.host) || url.pathname.startsWith('/admin')
  const origin = `https://${url.host.replace(/^([^.]+)-admin\./, '$1.')}`
  const [, id] = /^\/oauth2\/([^/]+)/.exec(url.pathname) ?? []
  const isCustom = id !== undefined && id !== 'v1'
  const notes = isCustom
    ? [
        `This is the custom authorization server ${id}. Its tokens are for an API; people sign in with it only if one of its access policies lets the application in.`,
        'Groups come only if a groups claim was added to this authorization server.',
      ]
    : [
        "This is the organization's own authorization server: right for signing people in, with nothing else to set up.",
        'Groups come if a groups claim filter is set on the Sign On tab of the app integration.',
      ]
  return {
    kind: isAdmin ? 'admin-console' : kindOf(url, isCustom ? 'issuer' : 'organization'),
    wellKnownUrl: wellKnownOf(isCustom ? `${origin}/oauth2/${id}` : origin),
    template: 'okta',
    server: isCustom ? 'custom' : 'organization',
    notes: [
      ...(isAdmin
        ? ['This is the address of the admin console; people sign in without -admin.']
        : []),
      ...notes,
    ],
  }
}

function readGoogle(url: URL): Recognised {
  return {
    kind: kindOf(url, 'issuer'),
    wellKnownUrl: 'https://accounts.google.com/.well-known/openid-configuration',
    template: 'google',
    server: undefined,
    notes: [
      'Anybody with a Google account can sign in: name your own domain under trusted domains.',
    ],
  }
}

function readEntra(url: URL): Recognised {
  const [, tenant = 'common'] = url.pathname.split('/')
  const name = tenant || 'common'
  const isShared = ['common', 'organizations', 'consumers'].includes(name)
  return {
    kind: kindOf(url, 'issuer'),
    wellKnownUrl: wellKnownOf(`https://login.microsoftonline.com/${name}/v2.0`),
    template: 'entra',
    server: undefined,
    notes: isShared
      ? [
          `${name} stands for many tenants and has no issuer of its own: put the id of your tenant in its place.`,
        ]
      : [],
  }
}

function readAuth0(url: URL): Recognised {
  return {
    kind: kindOf(url, 'organization'),
    wellKnownUrl: wellKnownOf(`https://${url.host}`),
    template: 'auth0',
    server: undefined,
    notes: [],
  }
}

/** `/realms/NAME`, before version 17 below `/auth`; its console is at `/admin/NAME/console`. */
function readKeycloak(url: URL): Recognised {
  const [, base = '', part = '', realm = ''] =
    /^(.*?)\/(admin|realms)\/([^/]+)/.exec(url.pathname) ?? []
  return {
    kind: part === 'admin' ? 'admin-console' : kindOf(url, 'issuer'),
    wellKnownUrl: wellKnownOf(`${url.origin}${base}/realms/${realm}`),
    template: 'keycloak',
    server: undefined,
    notes: [],
  }
}

function readOther(url: URL): Recognised {
  const isWellKnown = impliedIssuer(url.href) !== undefined
  const issuer = url.href.replace(/\/\.well-known\/oauth-authorization-server\/?$/, '')
  return {
    kind: isWellKnown ? 'well-known-url' : 'issuer',
    wellKnownUrl: isWellKnown ? url.href : proposeWellKnownUrl(issuer),
    template: 'oidc',
    server: undefined,
    notes: [],
  }
}

function kindOf(url: URL, otherwise: Recognised['kind']): Recognised['kind'] {
  return impliedIssuer(url.href) === undefined ? otherwise : 'well-known-url'
}

function wellKnownOf(issuer: string): string {
  return `${issuer}/.well-known/openid-configuration`
}
