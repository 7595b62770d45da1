import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

type Row = { payload: AdapterPayload; expiresAt: number }

/** So many that nothing in use is ever dropped, so few that the peer's memory has an end. */
const GENERATION = 400_000

const expiryOf = (seconds = Number.POSITIVE_INFINITY) => Date.now() + seconds * 1_000

/**
 * The peer's memory, like the library's own example of one but for its size: that one forgets all
 * but a thousand rows, and with them the sessions of the bench.
 */
export function createPeerAdapter(): AdapterFactory {
  let young = new Map<string, Row>()
  let old = new Map<string, Row>()

  function set(key: string, row: Row): void {
    young.set(key, row)
    if (young.size < GENERATION) return
    old = young
    young = new Map()
  }

  function get(key: string): AdapterPayload | undefined {
    const row = young.get(key) ?? old.get(key)
    if (!row || row.expiresAt <= Date.now()) return undefined
    if (!young.has(key)) set(key, row)
    return row.payload
  }

  return (model): Adapter => {
    const uids = new Map<string, string>()
    return {
      async upsert(id, payload, expiresIn) {
        set(`${model} ${id}`, { payload, expiresAt: expiryOf(expiresIn) })
        if (model === 'Session' && payload.uid) uids.set(payload.uid, id)
      },
      find: async (id) => get(`${model} ${id}`),
      findByUid: async (uid) => get(`${model} ${uids.get(uid)}`),
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = get(`${model} ${id}`)
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000)
      },
      async destroy(id) {
        young.delete(`${model} ${id}`)
        old.delete(`${model} ${id}`)
      },
      // Only a stolen code or token leads here, and there is none in this bench.
      revokeByGrantId: async () => {},
    }
  }
}
