import { Failure } from '../base/errors.ts'
import { sendList } from './answers.ts'
import { searchGroups } from './group-handlers.ts'
import { type Comparison, readListQuery, textOf } from './list-query.ts'
import { readBody } from './read-request.ts'
import type { ScimApi, ScimDeps } from './scim-env.ts'
import { searchUsers } from './user-handlers.ts'

type Found = Readonly<{ total: number; resources: readonly object[] }>

const KINDS = [
  ['user', searchUsers],
  ['group', searchGroups],
] as const

/** People and groups together, people first (RFC 7644 section 3.4.3). */
export function mountSearch(api: ScimApi, deps: ScimDeps): void {
  api.post('/.search', async (c) => {
    const { comparisons, ...query } = readListQuery(await readBody(c))
    const [ofKind, others] = partition(comparisons)
    const meant = KINDS.filter(([kind]) =>
      ofKind.every((one) => textOf(one).toLowerCase() === kind),
    )
    const { startIndex, page } = query
    let total = 0
    const resources: object[] = []
    const refusals: Failure[] = []
    for (const [, search] of meant) {
      const left = { skip: Math.max(0, page.skip - total), limit: page.limit - resources.length }
      const asked = { ...query, comparisons: others, page: left }
      const found = await orRefusal(() => search(c, deps, asked))
      if (found instanceof Failure) refusals.push(found)
      else {
        total += found.total
        resources.push(...found.resources)
      }
    }
    // What is no attribute of groups finds none; what is one of neither is refused.
    const [refusal] = refusals
    if (refusal && refusals.length === meant.length) throw refusal
    return sendList({ total, startIndex, resources })
  })
}

function partition(all: readonly Comparison[]): [ofKind: Comparison[], others: Comparison[]] {
  const isOfKind = ({ name }: Comparison) => name === 'meta.resourcetype'
  return [all.filter(isOfKind), all.filter((one) => !isOfKind(one))]
}

async function orRefusal(search: () => Promise<Found>): Promise<Found | Failure> {
  try {
    return await search()
  } catch (error) {
    if (error instanceof Failure && error.detail.scimType === 'invalidFilter') return error
    throw error
  }
}
