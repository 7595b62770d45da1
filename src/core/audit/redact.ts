import type { StepDetail } from '../../base/errors.ts'

const SECRET_NAMES =
  /secret|password|token|code_verifier|verifier|assertion|cookie|authorization|^code$/i
const JWT = /eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*){1,3}/g
/** Parameters of addresses and form bodies whose values are credentials while they live. */
const PARAMETERS =
  /([?&#;\s]|^)((?:client_secret|client_assertion|code|code_verifier|id_token|id_token_hint|access_token|refresh_token|state|nonce|password|token|assertion|device_code|user_code|request)=)[^&#\s"']+/gi
const LONGEST = 600

/**
 * The last net before a detail is kept: whatever a caller put in, values under a secret's name,
 * tokens, and credentials in addresses are gone, and everything is short.
 */
export function redact(detail: StepDetail): StepDetail {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value]
      if (SECRET_NAMES.test(name)) return [name, '[redacted]']
      return [name, redactText(value).slice(0, LONGEST)]
    }),
  )
}

export function redactText(text: string): string {
  return text.replace(JWT, '[token]').replace(PARAMETERS, '$1$2[redacted]')
}
