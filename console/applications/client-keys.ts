import type { Schemas } from '../api/schema.d.ts'

type Settings = Schemas['ApplicationSettings']
type KeySettings = Pick<Schemas['ApplicationSettingsChange'], 'jwks' | 'jwksUri'>

/** Where the public keys of an application come from. What is typed stays when the choice changes. */
export type ClientKeys = {
  from: 'saved' | 'address'
  /** A JWK or a JWK Set, as it was typed. */
  saved: string
  address: string
}

export const NO_KEYS: ClientKeys = { from: 'saved', saved: '', address: '' }

export function clientKeysOf({ jwks, jwksUri }: Settings): ClientKeys {
  return {
    from: jwksUri ? 'address' : 'saved',
    saved: jwks ? JSON.stringify(jwks, null, 2) : '',
    address: jwksUri ?? '',
  }
}

/** One of the two; the other is taken away. */
export function keySettingsOf({ from, saved, address }: ClientKeys): KeySettings {
  const isSaved = from === 'saved'
  return {
    jwks: isSaved ? readKeys(saved) : null,
    jwksUri: isSaved ? null : address.trim() || null,
  }
}

/** A key alone becomes a set of one. What is no JSON is sent as it is: the API says what it wants. */
function readKeys(text: string): Settings['jwks'] {
  if (text.trim() === '') return null
  const value = parsed(text)
  const isKey = typeof value === 'object' && value !== null && 'kty' in value
  return (isKey ? { keys: [value] } : value) as Settings['jwks']
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? text
  } catch {
    return text
  }
}
