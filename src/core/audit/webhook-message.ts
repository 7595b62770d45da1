import { createHmac } from 'node:crypto'
import { SECOND } from '../../base/clock.ts'
import { Failure } from '../../base/errors.ts'
import type { OutboundFetch } from '../../outbound/guarded-fetch.ts'
import { keyOfWebhookSecret } from './event-webhook.ts'

type Message = Readonly<{ id: string; type: string; at: string; data: object }>
type Addressed = Readonly<{ url: string; secret: string; message: Message; now: number }>

/**
 * Sends one message and resolves once it was accepted (2xx). It is signed as in Standard Webhooks: over
 * the id, the time of sending in seconds and the body, so that none of them can be exchanged and an old
 * message cannot pass for a new one.
 */
export async function sendWebhook(
  fetch: OutboundFetch,
  { url, secret, message, now }: Addressed,
  signal?: AbortSignal,
): Promise<void> {
  const { id, type, at, data } = message
  const body = JSON.stringify({ type, timestamp: at, data })
  const timestamp = String(Math.floor(now / SECOND))
  const response = await fetch(url, {
    method: 'POST',
    body,
    signal,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Latchkey',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature(secret, `${id}.${timestamp}.${body}`),
    },
  })
  if (response.ok) return
  const happened = `it answered ${response.status}`
  throw new Failure('upstream_rejected', 'The receiver refused the message.', {
    detail: { happened },
  })
}

function signature(secret: string, content: string): string {
  const mac = createHmac('sha256', keyOfWebhookSecret(secret)).update(content).digest('base64')
  return `v1,${mac}`
}

/** What administrators are told about a failed try: of the answer, only its status. */
export function whyNot(error: unknown): string {
  if (!(error instanceof Failure)) return 'something failed on this side; the log has more'
  const happened = error.detail.happened ?? error.detail.received ?? error.message
  return String(happened).slice(0, 300)
}
