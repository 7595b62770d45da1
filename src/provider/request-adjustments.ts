import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import { tokenReader } from './jwt-access-token.ts'
import { splitAddress } from './split-address.ts'

/**
 * What Okta's clients send, put as the library expects it, before it reads the request:
 *
 *   introspect  a JWT stands for the row its `jti` names; `Authorization: Basic {client id}`
 *   revoke      without a colon, as Okta's browser library sends it, is a public client's id
 */
export async function adjustRequest(request: IncomingMessage, provider: Provider): Promise<void> {
  const { path } = splitAddress(request.url ?? '')
  if (/\/authorize\/[^/]+$/.test(path)) {
    // The way back from the person has no parameters, and the library fails at a `client_id` there.
    request.url = path
  } else if (request.method === 'POST' && /\/(?:introspect|revoke)$/.test(path)) {
    await adjustTokenRequest(request, tokenReader(provider))
  }
}

async function adjustTokenRequest(
  request: IncomingMessage,
  readToken: ReturnType<typeof tokenReader>,
): Promise<void> {
  const form = await readBody(request)
  if (!form) return
  const clientId = idWithoutSecret(request.headers.authorization)
  if (clientId !== undefined && !form.has('client_id')) {
    delete request.headers.authorization
    form.set('client_id', clientId)
  }
  const token = form.get('token')
  if (token?.startsWith('eyJ') && form.getAll('token').length === 1) {
    // A JWT that is no access token of this server is inactive (RFC 7662 section 2.2), not an error.
    form.set('token', (await readToken?.(token)) ?? 'unknown')
    form.delete('token_type_hint')
  }
  replaceBody(request, form)
}

function idWithoutSecret(authorization: string | undefined): string | undefined {
  const encoded = /^basic ([a-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1]
  const decoded = encoded && Buffer.from(encoded, 'base64').toString('utf8')
  return decoded && /^[\x21-\x7e]+$/.test(decoded) && !decoded.includes(':') ? decoded : undefined
}

/** The library's own limit. */
const LARGEST_BODY = 56 * 1_024

/** The form of a request; undefined for anything else, and for what is too long. */
export async function readBody(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const length = Number(request.headers['content-length'] ?? 0)
  if (type !== 'application/x-www-form-urlencoded' || length > LARGEST_BODY) return undefined
  const chunks: Buffer[] = []
  let received = 0
  // A proxy may send it without its length, and then only reading tells.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    received += chunk.length
    if (received > LARGEST_BODY) {
      // By which the library refuses it too, unread.
      request.headers['content-length'] = String(received)
      return undefined
    }
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** The library reads bodies through these members of Node's stream, and checks the length. */
function replaceBody(request: IncomingMessage, form: URLSearchParams): void {
  const body = Buffer.from(form.toString())
  request.headers['content-length'] = String(body.length)
  Object.defineProperties(request, {
    readable: { value: true },
    iterator: {
      value: async function* () {
        yield body
      },
    },
  })
}
