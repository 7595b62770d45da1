import { Failure } from '../../base/errors.ts'
import { wrongFactor } from '../factors/shown-factor.ts'
import type { Organization } from '../organizations/organization.ts'

/** The host, without its port: what a passkey is tied to by the browser. The origin is compared too. */
export function rpIdOf({ url }: Pick<Organization, 'url'>): string {
  return new URL(url).hostname
}

/** Whatever an answer lacks, the person reads the same; the trace has what it was. */
export function wrongPasskey(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const reason = cause instanceof Error ? cause.message.slice(0, 300) : 'unknown'
  const { message } = wrongFactor('This passkey cannot be used here. Try another one.')
  return new Failure('wrong_factor', message, { detail: { check: 'passkey', reason } })
}
