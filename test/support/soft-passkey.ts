import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Asked = Readonly<{
  challenge: string
  rpId?: string
  rp?: { id: string }
  user?: { id: string }
}>

/** How an answer may differ from an honest one. */
type Lie = Readonly<{
  origin?: string
  counter?: number
  verified?: boolean
  type?: string
  userHandle?: string
  credentialId?: string
}>

export type SoftPasskey = Readonly<{
  id: string
  create(asked: Asked, lie?: Lie): string
  get(asked: Asked, lie?: Lie): string
}>

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()

/** An authenticator of our own, which can also lie: ES256, no attestation. */
export function softPasskey(origin: string): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  let counter = 0
  let handle: string | undefined

  const clientData = (type: string, { challenge }: Asked, lie: Lie) =>
    Buffer.from(JSON.stringify({ type: lie.type ?? type, challenge, origin: lie.origin ?? origin }))

  function authenticatorData(rpId: string, { verified = true, counter: told }: Lie, more = '') {
    counter += 1
    const count = Buffer.alloc(4)
    count.writeUInt32BE(told ?? counter)
    const flags = 0x01 | (verified ? 0x04 : 0) | (more ? 0x40 : 0)
    return Buffer.concat([sha256(rpId), Buffer.of(flags), count, Buffer.from(more, 'hex')])
  }

  function answer(response: Record<string, string | undefined>, { credentialId = text(id) }: Lie) {
    return JSON.stringify({
      ...{ id: credentialId, rawId: credentialId, type: 'public-key' },
      ...{ clientExtensionResults: {}, response },
    })
  }

  return {
    id: text(id),
    create(asked, lie = {}) {
      handle = asked.user?.id
      // COSE: an EC2 key for ES256 on P-256 (RFC 9053 section 7.1.1).
      const hex = (part: string) => Buffer.from(part, 'base64url').toString('hex')
      const key = `a5010203262001215820${hex(x)}225820${hex(y)}`
      const attested = `${'00'.repeat(16)}0020${id.toString('hex')}${key}`
      const data = authenticatorData(asked.rp?.id ?? '', lie, attested)
      // { fmt: 'none', attStmt: {}, authData: … }
      const head = Buffer.from(
        'a363666d74646e6f6e656761747453746d74a06861757468446174615900',
        'hex',
      )
      const attestationObject = text(Buffer.concat([head, Buffer.of(data.length), data]))
      const clientDataJSON = text(clientData('webauthn.create', asked, lie))
      return answer({ clientDataJSON, attestationObject }, lie)
    },
    get(asked, lie = {}) {
      const client = clientData('webauthn.get', asked, lie)
      const data = authenticatorData(asked.rpId ?? '', lie)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return answer(
        {
          clientDataJSON: text(client),
          authenticatorData: text(data),
          signature: text(signature),
          userHandle: lie.userHandle ?? handle,
        },
        lie,
      )
    },
  }
}

/** What a page asks the browser's passkeys for. */
export function askedOn({ html }: { html: string }): Asked {
  const attribute = /data-options="([^"]*)"/.exec(html)?.[1]
  if (!attribute) throw new Error('this page asks for no passkey')
  return JSON.parse(
    attribute.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
  )
}
