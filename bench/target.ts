import type { Client } from './http.ts'

/** One issuer and two applications of it, whoever runs it: the load is the same for both. */
export type Target = Readonly<{
  client: Client
  /** The path of the endpoints of the server with opaque tokens, and of the one with JWTs. */
  endpoints: string
  jwtEndpoints: string
  discovery: string
  /** More parameters of a token request that is to be answered with a JWT. */
  jwtParameters: Readonly<Record<string, string>>
}>

export const WEB_APP = {
  id: 'bench-web',
  secret: 'a-secret-of-the-bench-and-of-nothing-else',
  redirectUri: 'http://localhost:9/callback',
} as const

export const SERVICE_APP = {
  id: 'bench-service',
  secret: 'another-secret-of-the-bench-and-of-nothing-else',
} as const

/** Who opens the console. */
export const OWNER = 'owner@bench.test'

export const PASSWORD = 'correct-horse-battery'

/** `argon2id` at the product's cost, and at the least cost there is: the same code, less work. */
export type HashKind = 'real' | 'cheap'

export const COSTS = {
  real: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
  cheap: { memoryCost: 8, timeCost: 1, parallelism: 1 },
} as const

/** How many people have a hash of the real cost; all others have a cheap one. */
export const REAL_PEOPLE = 200

export function loginOf(kind: HashKind, index: number): string {
  return `${kind}-${index}@bench.test`
}

/** The secret of the session that person `index` has had since before the bench. */
export function sessionTokenOf(index: number): string {
  return `bench-session-of-person-${index}`
}

export function basic({ id, secret }: { id: string; secret: string }): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}
