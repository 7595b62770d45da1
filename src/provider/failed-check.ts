import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { StepDetail } from '../base/errors.ts'
import { noteOfRequest } from './carried.ts'

type Failed = Error & {
  error?: string
  error_description?: string
  error_detail?: string
  scope?: string
}

/** What an application's settings allow beside what it did: for those failures that have two values. */
export function failedCheck({ oidc, req }: KoaContextWithOIDC, failure: Failed): StepDetail {
  const { Client: client } = oidc.entities
  const asked = (name: string) => {
    const value = oidc.params?.[name] ?? oidc.body?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const reason = `${failure.error_description ?? ''} ${failure.error_detail ?? ''}`
  if (/too often/.test(reason)) {
    return { check: 'client credentials', ...SECRETS, received: 'too many wrong ones before' }
  }
  if (/invalid secret/.test(reason)) {
    return noteOfRequest() === 'deactivated_secret'
      ? {
          check: 'client credentials',
          ...SECRETS,
          received: 'a deactivated one',
          credential: 'deactivated',
        }
      : { check: 'client credentials', ...SECRETS, received: 'another one' }
  }
  if (/authentication mechanism/.test(reason)) {
    const received = methodOf(req.headers.authorization, oidc.body)
    return { check: 'client authentication', expected: client?.clientAuthMethod, received }
  }
  if (/response_type|response type/.test(reason)) {
    return allowed('response_type', client?.responseTypes, asked('response_type'))
  }
  if (/grant type/.test(reason)) {
    return allowed('grant_type', client?.grantTypes, asked('grant_type'))
  }
  if (/dpop|jkt/i.test(reason) || failure instanceof errors.InvalidDpopProof) {
    const received = req.headers.dpop === undefined ? 'none' : failure.error_description
    return {
      check: 'DPoP proof',
      expected: 'a proof of the key that the tokens are bound to',
      received,
    }
  }
  if (client && failure.error === 'invalid_client' && oidc.body?.client_assertion !== undefined) {
    return {
      check: 'client assertion',
      expected: 'a JWT of the application for this server, signed by its key and used once',
      received: failure.error_detail ?? 'another one',
    }
  }
  switch (failure.error) {
    case 'invalid_client':
      return { check: 'client_id', expected: 'an active application', received: asked('client_id') }
    case 'invalid_scope':
      return {
        check: 'scope',
        expected: 'scopes of this server',
        received: failure.scope ?? asked('scope'),
      }
    default:
      return {}
  }
}

const SECRETS = { expected: 'an active secret of the application' }

function allowed(
  check: string,
  values: readonly string[] | undefined,
  received: string | undefined,
): StepDetail {
  return { check, expected: values?.join(', ') || 'none', received }
}

/** How a request authenticated its application (OIDC Core section 9), as the method is called. */
function methodOf(authorization: string | undefined, body: Record<string, unknown> | undefined) {
  if (authorization?.toLowerCase().startsWith('basic ')) return 'client_secret_basic'
  if (body?.client_assertion !== undefined) return 'private_key_jwt'
  return body?.client_secret !== undefined ? 'client_secret_post' : 'none'
}
