type Request = Readonly<{ headers?: ConstructorParameters<typeof Headers>[0]; body?: unknown }>

const FIELDS = ['code', 'code_verifier', 'client_secret', 'client_assertion']
/** Anything shorter is part of ordinary words, and no secret. */
const SHORTEST = 6

/** What a request to a token endpoint proved itself with, in each form that an answer may repeat. */
export function sentCredentials({ headers, body }: Request): string[] {
  const fields = body instanceof URLSearchParams ? body : new URLSearchParams()
  const basic = /^Basic (.+)$/i.exec(new Headers(headers).get('authorization') ?? '')?.[1] ?? ''
  // RFC 6749 section 2.3.1: the secret is form-encoded before it is put into the header.
  const encoded = Buffer.from(basic, 'base64').toString().split(':')[1] ?? ''
  const secret = new URLSearchParams(`secret=${encoded}`).get('secret') ?? ''
  return [basic, encoded, secret, ...FIELDS.map((name) => fields.get(name) ?? '')].filter(
    ({ length }) => length >= SHORTEST,
  )
}
