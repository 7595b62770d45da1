import { Pool } from 'undici'

export type Answer = Readonly<{
  status: number
  location: string
  body: string
}>

/** What a browser keeps of one origin. Paths and lifetimes of cookies do not matter here. */
export type Jar = Map<string, string>

export type Sent = Readonly<{
  jar?: Jar | undefined
  form?: Readonly<Record<string, string>> | undefined
  authorization?: string | undefined
  json?: object | undefined
}>

/** One origin on loopback, over connections that stay open. */
export type Client = Readonly<{
  origin: string
  send(method: 'GET' | 'POST' | 'PATCH', address: string, sent?: Sent): Promise<Answer>
  close(): Promise<void>
}>

/** As little work as possible for each request: what the load costs, the server cannot have. */
export function createClient(origin: string, connections: number): Client {
  const { host, port } = new URL(origin)
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 })

  return {
    origin,
    async send(method, address, { jar, form, authorization, json } = {}) {
      const headers: Record<string, string> = { host, 'user-agent': 'latchkey-bench' }
      if (jar && jar.size > 0) headers.cookie = cookieHeader(jar)
      if (authorization !== undefined) headers.authorization = authorization
      if (form) {
        headers['content-type'] = 'application/x-www-form-urlencoded'
        if (jar) headers.origin = origin
      }
      const path = address.startsWith(origin) ? address.slice(origin.length) : address
      const body = form ? new URLSearchParams(form).toString() : json ? JSON.stringify(json) : null
      if (json) headers['content-type'] = 'application/json'
      const response = await pool.request({ method, path, headers, body })
      if (jar) keepCookies(jar, response.headers['set-cookie'])
      const { location } = response.headers
      return {
        status: response.statusCode,
        location: typeof location === 'string' ? location : '',
        body: await response.body.text(),
      }
    },
    close: () => pool.close(),
  }
}

function cookieHeader(jar: Jar): string {
  let text = ''
  for (const [name, value] of jar) text += `${text && '; '}${name}=${value}`
  return text
}

function keepCookies(jar: Jar, header: string | string[] | undefined): void {
  if (header === undefined) return
  for (const cookie of typeof header === 'string' ? [header] : header) {
    const end = cookie.indexOf(';')
    const pair = end === -1 ? cookie : cookie.slice(0, end)
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1)
    if (value === '') jar.delete(pair.slice(0, equals))
    else jar.set(pair.slice(0, equals), value)
  }
}

/** An answer that is not the expected one would make every figure after it a lie. */
export function expectStatus(answer: Answer, status: number, what: string): Answer {
  if (answer.status === status) return answer
  const seen = `${answer.location} ${answer.body.replace(/\s+/g, ' ').slice(0, 400)}`
  throw new Error(`${what}: expected ${status}, got ${answer.status}. ${seen}`)
}
