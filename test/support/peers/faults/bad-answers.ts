import { gzipSync } from 'node:zlib'
import { json, type TakeOver } from './fault.ts'

const MEBIBYTE = 1024 * 1024

// Ways in which any endpoint can answer badly, whatever it was asked.

export const status =
  (code: number, body: unknown = { error: 'server_error' }): TakeOver =>
  () =>
    json(body, code)

export const htmlPage: TakeOver = () => ({
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Maintenance</title><h1>Back soon</h1>',
})

export const notJson: TakeOver = () => ({
  headers: { 'content-type': 'application/json' },
  body: '{"issuer": "http',
})

/** Two mebibytes of well-formed JSON: a reader with a limit stops early. */
export const oversized: TakeOver = () => json({ padding: 'x'.repeat(2 * MEBIBYTE) })

/** A few kilobytes on the wire, 64 mebibytes once unpacked. */
export const bomb: TakeOver = (_state, response) => {
  const packed = gzipSync(`{"padding":"${' '.repeat(64 * MEBIBYTE)}"}`)
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
  response.end(packed)
  return 'handled'
}

export const neverAnswers: TakeOver = () => 'handled'

export const cutsConnection: TakeOver = (_state, response) => {
  response.destroy()
  return 'handled'
}

/** Headers at once, then a byte a second: each read succeeds, the whole never ends. */
export const drip: TakeOver = (_state, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{')
  const timer = setInterval(() => response.write(' '), 1_000)
  response.on('close', () => clearInterval(timer))
  return 'handled'
}

/** The same path under another host name, where the same server would answer well. */
export const redirectElsewhere =
  (path: string): TakeOver =>
  ({ elsewhere }, response) => {
    response.writeHead(302, { location: `${elsewhere}${path}` }).end()
    return 'handled'
  }
