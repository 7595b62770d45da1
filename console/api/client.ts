import createClient from 'openapi-fetch'
import { Refused } from './refused.ts'
import type { paths, Schemas } from './schema.d.ts'
import { send } from './send.ts'

/**
 * The admin API. The browser sends the session with each call; that a change comes from a page of
 * this origin, as JSON, is what the API asks of it against forged requests.
 */
export const api = createClient<paths>({
  baseUrl: '/api/v1',
  fetch: send,
})

export type Versioned<T> = Readonly<{ value: T; etag: string }>

type Answer<T> = Promise<{ data?: T; error?: Schemas['Problem']; response: Response }>

/** What was asked for, or a thrown `Refused`. */
export async function take<T>(answer: Answer<T>): Promise<T> {
  return (await settle(answer)).data
}

/** The same, with the version that a later change names. */
export async function takeVersioned<T>(answer: Answer<T>): Promise<Versioned<T>> {
  const { data, response } = await settle(answer)
  return { value: data, etag: response.headers.get('etag') ?? '' }
}

async function settle<T>(answer: Answer<T>): Promise<{ data: T; response: Response }> {
  const { data, error, response } = await answer.catch(() => {
    throw new Refused({ status: 0, detail: 'The server does not answer. Try again in a moment.' })
  })
  if (response.ok) return { data: data as T, response }
  throw new Refused({
    status: response.status,
    detail: error?.detail ?? `The server answered ${response.status} without a reason.`,
    code: error?.code,
    errors: error?.errors,
    current: error?.current,
  })
}
