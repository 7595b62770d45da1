import { Failure } from '../../base/errors.ts'
import { isSecureAddress } from '../../base/loopback.ts'
import type { ClientAuthMethod } from './connection.ts'
import {
  impliedIssuer,
  type ProviderDocument,
  proposeWellKnownUrl,
  readProviderDocument,
} from './provider-document.ts'

/** Fetches a discovery document. Handed in, because this folder knows no network. */
export type ReadDiscovery = (wellKnownUrl: string) => Promise<unknown>

/** Reads a pasted well-known URL; the refusal of one that is nearly right proposes what was meant. */
export function parseWellKnownUrl(pasted: string): { wellKnownUrl: string; implied: string } {
  const text = pasted.trim()
  const url = URL.parse(text)
  const implied = impliedIssuer(text)
  if (url && isSecureAddress(url) && implied !== undefined) return { wellKnownUrl: text, implied }

  const meant = proposeWellKnownUrl(text)
  const isPlainHttp = url?.protocol === 'http:' && !isSecureAddress(url)
  const proposal = isPlainHttp ? meant?.replace(/^http:/, 'https:') : meant
  throw new Failure(
    'invalid_input',
    [
      'A well-known URL is an https address (http on loopback only) that ends in /.well-known/openid-configuration.',
      ...(proposal ? [`Did you mean ${proposal} ?`] : []),
    ].join(' '),
    { detail: { check: 'wellKnownUrl', expected: proposal, received: text.slice(0, 300) } },
  )
}

/**
 * Checks a provider before it is relied on: it must answer with a discovery document that names the
 * issuer its address implies and offers what a sign-in needs. Returns the document; the issuer to
 * store is the one in it.
 */
export async function checkConnection(
  { readDiscovery }: { readDiscovery: ReadDiscovery },
  asked: Readonly<{ wellKnownUrl: string; clientAuthMethod: ClientAuthMethod }>,
): Promise<ProviderDocument> {
  const { wellKnownUrl, implied } = parseWellKnownUrl(asked.wellKnownUrl)
  const value = await readDiscovery(wellKnownUrl)
  const read = readProviderDocument(value, {
    // Discovery section 4.1: an issuer's trailing slash is dropped before the well-known path is added,
    // so both spellings have their document here. Some providers' issuers do end in a slash.
    issuers: [implied, `${implied}/`],
    clientAuthMethod: asked.clientAuthMethod,
  })
  if (read.kind === 'usable') return read.document
  const { check, message, expected, received } = read.fault
  throw new Failure('invalid_input', `${message} Expected: ${expected}. Received: ${received}.`, {
    detail: { check, expected, received },
  })
}
