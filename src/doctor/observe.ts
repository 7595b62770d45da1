import type { Clock } from '../base/clock.ts'
import { Failure } from '../base/errors.ts'
import type { OutboundFetch } from '../outbound/guarded-fetch.ts'

export type ObserveDeps = Readonly<{ fetch: OutboundFetch; now: Clock }>

/** What came of asking one address, without a judgement of it. */
export type Observed =
  | Readonly<{
      kind: 'answered'
      url: string
      status: number
      headers: Headers
      text: string
      tookMs: number
      /** How far the other clock is ahead of ours by its `Date` header, to the second or so. */
      aheadMs: number | undefined
    }>
  | Readonly<{ kind: 'silent'; url: string; happened: string; refusedHere: boolean }>

type Asked = Parameters<OutboundFetch>[1]

/** Asks, under the rules of every call to other servers; a refusal is an observation too. */
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
    // The header counts in whole seconds and was written somewhere between question and answer.
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

/** The JSON of an answer; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
