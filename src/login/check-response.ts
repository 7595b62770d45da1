import { Failure } from '../base/errors.ts'
import type { ProviderDocument } from '../core/connections/provider-document.ts'

const ONCE = ['code', 'state', 'iss', 'error', 'error_description']

/**
 * The provider's answer, before anything is asked with it. `iss` is compared where it comes and
 * demanded where the provider promises it (RFC 9207 section 2.4): a code of another provider's must
 * not be sent to this one. Errors are told in the provider's words, and as its words.
 */
export function checkResponse(
  parameters: URLSearchParams,
  document: Pick<ProviderDocument, 'issuer' | 'authorization_response_iss_parameter_supported'>,
): void {
  for (const name of ONCE) {
    const { length } = parameters.getAll(name)
    if (length > 1) throw refused(name, 'once at most', `${length} times`)
  }
  const iss = parameters.get('iss')
  const isRequired = document.authorization_response_iss_parameter_supported === true
  if (iss === null ? isRequired : iss !== document.issuer) {
    throw refused('iss', document.issuer, iss ?? 'nothing')
  }
  const error = parameters.get('error')
  if (error !== null) throw saidNo(error, parameters.get('error_description'))
  if (!parameters.get('code')) throw refused('code', 'a code', 'neither a code nor an error')
}

function refused(check: string, expected: string, received: string): Failure {
  return new Failure('upstream_rejected', 'The answer that came back did not pass the checks.', {
    detail: { check, expected, received },
  })
}

function saidNo(error: string, description: string | null): Failure {
  const code = readable(error, 60)
  const words = description ? `“${readable(description, 300)}” (${code})` : code
  return new Failure('upstream_rejected', `It said: ${words}`, {
    detail: { check: 'error', error: code, expected: 'a code', received: words },
  })
}

/** Somebody else's words: shortened, and without what could move or hide text around them. */
export function readable(text: string, most: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim()
  return plain.length > most ? `${plain.slice(0, most)}…` : plain
}
