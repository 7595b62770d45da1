import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import { cookieNames } from '../src/web/cookies.ts'
import type { Arguments } from './arguments.ts'
import type { Installed } from './databases.ts'
import { prepareFlows, seededSessions } from './flows.ts'
import { type Measured, measure, measureInTurns, type Work } from './measure.ts'
import { peopleLists } from './people-list.ts'
import { type Opened, targetOfOurs } from './running-targets.ts'
import type { Figure } from './table.ts'
import { sessionTokenOf } from './target.ts'

/** Few at once: what is asked is how long the rows take, not the queue before them. */
const FEW_WORKERS = 4

const AS_FAST = { of: 'ratio', bound: 'at most', value: 1.2 } as const
/** What an administrator who types does not wait for. */
const AT_ONCE = { of: 'value', bound: 'at most', value: 50 } as const

/** Ours with many people beside ours with few: how long one takes. */
export async function measureScale(
  { rounds, seconds }: Arguments,
  { few, many }: { few: Installed; many: Installed },
  open: Opened,
): Promise<Figure[]> {
  const small = await worksOn(few, open)
  const large = await worksOn(many, open)
  const figures: Figure[] = []
  for (const [name, work] of small) {
    const other = large.get(name)
    if (!other) continue
    for (const each of [work, other]) await measure(each, { workers: FEW_WORKERS, seconds })
    const each = { rounds, workers: FEW_WORKERS, seconds: seconds / 2 }
    const [atFew, atMany] = await measureInTurns([work, other], each)
    const ms = (measured: Measured | undefined) => measured?.medianMs ?? Number.NaN
    const target = name.startsWith('people') ? AT_ONCE : AS_FAST
    figures.push({ name, unit: 'ms', ours: ms(atMany), beside: ms(atFew), target })
    process.stderr.write('.')
  }
  return figures
}

/** On a server that runs already. */
async function worksOn(
  { database, port, people }: Installed,
  open: Opened,
): Promise<Map<string, Work>> {
  const target = targetOfOurs(port, open)
  const flows = await prepareFlows(target, { workers: FEW_WORKERS, people })
  const cookie = await sessionCookieOf(database)
  return new Map<string, Work>([
    ['sign-in, the hash at its cheapest', flows.signInWith('cheap')],
    [
      'code flow on an old session',
      seededSessions(target, { people, cookie, tokenOf: sessionTokenOf }),
    ],
    ['refresh, rotating', flows.refresh],
    ['userinfo', flows.userinfo],
    ['introspection', flows.introspect],
    ...(await peopleLists(target, database)),
  ])
}

export async function sessionCookieOf(database: string): Promise<string> {
  const { db, close } = await openDatabase(database)
  const organization = await findOrganizationBySlug(db, 'acme')
  await close()
  return cookieNames(organization?.id ?? '', false).session
}
