import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { wrongPasskey } from './relying-party.ts'

const LONGEST = 32 * 1024
/** WebAuthn allows 1023 bytes. */
const LONGEST_ID = 1400

// The browser's answer, by whose form `credential` was sent. Anything may stand in it: what is used
// here is looked at, and the library looks at the rest before it believes any of it.

export function readNewCredential(text: string): RegistrationResponseJSON {
  return read(text) as RegistrationResponseJSON
}

export function readAssertion(text: string): AuthenticationResponseJSON {
  return read(text) as AuthenticationResponseJSON
}

function read(text: string): unknown {
  const sent: unknown = text.length > LONGEST ? undefined : parse(text)
  if (!isRecord(sent) || !isRecord(sent.response)) throw none()
  const { id, response } = sent
  if (typeof id !== 'string' || !/^[\w-]+$/.test(id) || id.length > LONGEST_ID) throw none()
  const { transports } = response
  const isList = Array.isArray(transports) && transports.every((one) => typeof one === 'string')
  return {
    ...sent,
    response: {
      ...response,
      ...(transports !== undefined && { transports: isList ? transports : [] }),
    },
  }
}

const none = () => wrongPasskey(new Error('no credential was sent'))

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
