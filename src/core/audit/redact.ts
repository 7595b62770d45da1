import type { StepDetail } from '../../base/errors.ts'

const SECRET_NAMES =
  /secret|password|token|code_verifier|verifier|assertion|cookie|authorization|^code$/i
/** How an application proves who it is, and until when, but no proof: a change of it must be seen. */
const NO_SECRETS = new Set(['tokenEndpointAuthMethod', 'secretExpiresOn'])
const JWT = /eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*){1,3}/g
/** Parameters of addresses and forms whose values are credentials as long as they are valid. */
const PARAMETERS =
  /([?&#;\s]|^)((?:client_secret|client_assertion|code|code_verifier|id_token|id_token_hint|access_token|refresh_token|state|nonce|password|token|assertion|device_code|user_code|request)=)[^&#\s"']+/gi
/** The name of a request that waits for its person: what leads back to it. */
const REQUESTS = /(\/v1\/(?:authorize|consent)\/)[\w-]+/g
const LONGEST = 600

/**
 * The last safety net before a detail is stored: whatever a caller put in, it removes values under a
 * secret's name, tokens, and credentials in addresses, and shortens everything.
 */
export function redact(detail: StepDetail): StepDetail {
  const kept: Record<string, StepDetail[string]> = {}
  for (const name in detail) {
    const value = detail[name]
    if (value === undefined) continue
    if (typeof value !== 'string') kept[name] = value
    else kept[name] = isSecretName(name) ? '[redacted]' : redactText(value).slice(0, LONGEST)
  }
  return kept
}

/** Called for every step of every sign-in, so the patterns run only on what they could match. */
export function redactText(text: string): string {
  let redacted = text
  if (redacted.includes('eyJ')) redacted = redacted.replace(JWT, '[token]')
  if (redacted.includes('/v1/')) redacted = redacted.replace(REQUESTS, '$1[redacted]')
  if (redacted.includes('=')) redacted = redacted.replace(PARAMETERS, '$1$2[redacted]')
  return redacted
}

const judged = new Map<string, boolean>()
/** The cache stays small: names are a few dozen words of ours, and the names of settings. */
const MOST_NAMES = 1_000

function isSecretName(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  if (judged.size >= MOST_NAMES) judged.clear()
  // Of a path the last name: `after.settings.refreshToken.rotation` is no token.
  const own = name.slice(name.lastIndexOf('.') + 1)
  const isSecret = SECRET_NAMES.test(own) && !NO_SECRETS.has(own)
  judged.set(name, isSecret)
  return isSecret
}
