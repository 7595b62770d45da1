import type { Adapter, AdapterPayload } from 'oidc-provider'

type Row = { payload: AdapterPayload; expiresAt: number | undefined }
export type MemoryRows = Map<string, Row>

/** What an oidc-provider remembers, in a map that outlives the provider when its keys are changed. */
export function createMemoryAdapter(rows: MemoryRows): (model: string) => Adapter {
  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`
    const findWhere = (field: 'uid' | 'userCode', value: string) =>
      [...rows]
        .filter(([key]) => key.startsWith(`${model}:`))
        .map(([, row]) => row)
        .find((row) => row.payload[field] === value && isLive(row))?.payload

    return {
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn ? Date.now() + expiresIn * 1_000 : undefined
        rows.set(keyOf(id), { payload, expiresAt })
      },
      async find(id) {
        const row = rows.get(keyOf(id))
        return row && isLive(row) ? row.payload : undefined
      },
      findByUid: async (uid) => findWhere('uid', uid),
      findByUserCode: async (userCode) => findWhere('userCode', userCode),
      async consume(id) {
        const row = rows.get(keyOf(id))
        if (row) row.payload = { ...row.payload, consumed: Math.floor(Date.now() / 1_000) }
      },
      async destroy(id) {
        rows.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, row] of rows) if (row.payload.grantId === grantId) rows.delete(key)
      },
    }
  }
}

function isLive({ expiresAt }: Row): boolean {
  return expiresAt === undefined || expiresAt > Date.now()
}
