import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { listenOnLoopback } from './listen.ts'

export type Notice = Readonly<{ app: string; payload: JWTPayload; at: number }>

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
      const payload = await verify(await bodyOf(request), app)
      notices.push({ app, payload, at: Date.now() })
      response.writeHead(200, { 'cache-control': 'no-store' }).end()
    } catch (error) {
      refusals.push(String(error))
      response.writeHead(400).end()
    }
    for (const one of waiting.filter(({ count }) => notices.length >= count)) one.resolve(notices)
  }

  async function verify(form: URLSearchParams, app: string): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL(`${issuer()}/oauth2/v1/keys`))
    const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
      issuer: issuer(),
      audience: audienceOf()[app] ?? 'nobody',
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'exp', 'jti', 'sub', 'sid'],
    })
    const { events } = payload
    const named = 'http://schemas.openid.net/event/backchannel-logout'
    if (typeof events !== 'object' || events === null || !(named in events))
      throw new Error('event')
    if ('nonce' in payload) throw new Error('nonce')
    return payload
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

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) text += chunk
  return new URLSearchParams(text)
}
