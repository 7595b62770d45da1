import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../base/log.ts'
import type { Metrics } from './metrics/metrics.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/** Answers at `operations.listen`: health and metrics, and nothing of any organization. */
export function answerOperations(health: Answer, metrics: Metrics, log: Log): RequestListener {
  return (request, response) => {
    const answer = async () => {
      if ((await health(request, response)) || (await metrics.answer(request, response))) return
      response.writeHead(404).end()
    }
    answer().catch((error: unknown) => {
      log.error({ error }, 'a request to the operations port failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  }
}
