import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JWTPayload } from 'jose'
import { listenOnLoopback } from './listen.ts'
import { readLogoutNotice } from './verify-logout-token.ts'

type Notice = Readonly<{ app: string; payload: JWTPayload; at: number }>

/** Applications that are told of ended sessions, and check each token as Back-Channel Logout says. */
export type LogoutReceiver = Readonly<{
  uriOf(app: string): string
  /** Resolves when so many notices have come, with all of them. */
  received(count: number): Promise<readonly Notice[]>
  /** What was answered with 400 because the token was not good. */
  refusals: readonly string[]
  answerWith(status: number): void
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}>

type Audiences = Readonly<Record<string, string>>

export async function startLogoutReceiver({
  issuer,
  audienceOf,
}: Readonly<{ issuer: () => string; audienceOf: () => Audiences }>): Promise<LogoutReceiver> {
  const notices: Notice[] = []
  const refusals: string[] = []
  const waiting: { count: number; resolve: (all: readonly Notice[]) => void }[] = []
  let status = 200

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (status !== 200) {
      response.writeHead(status).end()
      return
    }
    const app = (request.url ?? '').slice(1)
    try {
      const payload = await readLogoutNotice(request, {
        issuer: issuer(),
        jwksUri: `${issuer()}/oauth2/v1/keys`,
        audience: audienceOf()[app] ?? 'nobody',
      })
      notices.push({ app, payload, at: Date.now() })
      response.writeHead(200, { 'cache-control': 'no-store' }).end()
    } catch (error) {
      refusals.push(String(error))
      response.writeHead(400).end()
    }
    for (const one of waiting.filter(({ count }) => notices.length >= count)) one.resolve(notices)
  }

  const server = await listenOnLoopback((request, response) => void answer(request, response))
  return {
    uriOf: (app) => `http://localhost:${server.port}/${app}`,
    received: (count) =>
      new Promise((resolve) => {
        if (notices.length >= count) resolve(notices)
        else waiting.push({ count, resolve })
      }),
    refusals,
    answerWith(wanted) {
      status = wanted
    },
    stop: server.stop,
    start: server.start,
    close: server.close,
  }
}
