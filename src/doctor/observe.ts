import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { OutboundFetch } from '../outbound/guarded-fetch.ts'

export type ObserveDeps = Readonly<{ fetch: OutboundFetch; now: Clock }>

/** What a request to one address led to, without a judgement. */
export type Observed =
  | Readonly<{
      kind: 'answered'
      url: string
      status: number
      headers: Headers
      text: string
      tookMs: number
      /** By how much the other clock is ahead of ours, from its `Date` header, to about a second. */
      aheadMs: number | undefined
    }>
  | Readonly<{ kind: 'silent'; url: string; happened: string; refusedHere: boolean }>

type Asked = Parameters<OutboundFetch>[1]

/** Makes a request under the rules for all calls to other servers; a refusal is a result too. */
export async function observe(
  { fetch, now }: ObserveDeps,
  url: string,
  init: Asked = { headers: { accept: 'application/json' } },
): Promise<Observed> {
  const askedAt = now()
  try {
    const response = await fetch(url, init)
    const answeredAt = now()
    const date = Date.parse(response.headers.get('date') ?? '')
    // The header has whole seconds, and was written some time between request and answer.
    const midway = (askedAt + answeredAt) / 2
    return {
      kind: 'answered',
      url,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      tookMs: answeredAt - askedAt,
      aheadMs: Number.isNaN(date) ? undefined : Math.round(date + 500 - midway),
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { happened, received } = error.detail
    const words = happened ?? (received ? `${error.message} (${received})` : error.message)
    return {
      kind: 'silent',
      url,
      happened: String(words),
      refusedHere: /outbound\.allow|is not https/.test(String(words)),
    }
  }
}

/** The JSON of an answer; undefined if it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
