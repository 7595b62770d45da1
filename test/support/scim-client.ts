import type { Connection } from '../../src/core/connections/connection.ts'
import { makeProvisioningToken } from '../../src/core/provisioning/make-provisioning-token.ts'
import type { RunningServer } from './running-server.ts'

type ScimAnswer = Readonly<{
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came, whatever its form
  body: any
}>

export type ScimClient = Readonly<{
  token: string
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ScimAnswer>
}>

/** A provider with a token of this connection's. */
export async function provisionerOf(
  server: RunningServer,
  connection: Connection,
): Promise<ScimClient> {
  const deps = { db: server.db, now: Date.now }
  const by = { connection, actor: { kind: 'system' } } as const
  const { value } = await makeProvisioningToken(deps, by, { name: 'test', expiresInDays: 1 })
  return scimClient(server, value)
}

export function scimClient({ url }: RunningServer, token: string): ScimClient {
  return {
    token,
    async call(method, path, body, headers = {}) {
      const answer = await fetch(`${url}/scim/v2${path}`, {
        method,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/scim+json' }),
          ...headers,
        },
      })
      const text = await answer.text()
      const parsed = text === '' ? undefined : JSON.parse(text)
      return { status: answer.status, headers: answer.headers, body: parsed }
    },
  }
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export const patchOf = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations })
