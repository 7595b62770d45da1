import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { writeLeg } from '../src/core/audit/leg-json.ts'
import { startTrace } from '../src/core/audit/trace.ts'
import { storeLegs } from '../src/core/audit/trace-store.ts'
import { findOrganizationBySlug } from '../src/core/organizations/organization-store.ts'
import { openDatabase } from '../src/storage/open-database.ts'
import type { Arguments } from './arguments.ts'
import type { Databases, Installed } from './databases.ts'
import { prepareFlows } from './flows.ts'
import { expectStatus } from './http.ts'
import { measure, measureInTurns, type Work } from './measure.ts'
import { ownersJar } from './people-list.ts'
import { startProduct } from './processes.ts'
import { type Opened, targetOfOurs, WORKERS } from './running-targets.ts'
import type { Figure } from './table.ts'

const PORTS = { on: 47_330, off: 47_340 }
const ATTEMPTS = 100_000
/** A tenth of a second of what is waiting to be stored, and more. */
const STORED_MS = 500

/** What traces cost those who sign in, and how long an administrator waits for a page of them. */
export async function measureTraces(
  { people: [people = 1_000], rounds, seconds }: Arguments,
  databases: Databases,
  open: Opened,
): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-off-'))
  const file = path.join(folder, 'latchkey.yaml')
  writeFileSync(file, 'traces: off\npasswords: { renewHashes: false }\n')
  const [on, off] = [
    await databases.make(people + 1, PORTS.on),
    await databases.make(people + 2, PORTS.off),
  ]
  open.keep(await startProduct(on.database, on))
  open.keep(await startProduct(off.database, { ...off, configFile: file }))
  rmSync(folder, { recursive: true })
  const load = { workers: WORKERS, people }
  const withTraces = await prepareFlows(targetOfOurs(on.port, open), load)
  const without = await prepareFlows(targetOfOurs(off.port, open), load)
  const figures: Figure[] = []
  for (const [name, works] of [
    [
      'sign-in with a password, to tokens',
      [withTraces.signInWith('real'), without.signInWith('real')],
    ],
    [
      'the same, the hash at its cheapest',
      [withTraces.signInWith('cheap'), without.signInWith('cheap')],
    ],
    ['code flow on a session', [withTraces.existingSession, without.existingSession]],
  ] as const) {
    await measureInTurns(works, { rounds: 1, workers: WORKERS, seconds: seconds / 2 })
    // Twice the rounds: what is asked is a difference of a few per cent.
    const each = { rounds: rounds * 2, workers: WORKERS, seconds: seconds / 2 }
    const [ours, beside] = await measureInTurns(works, each)
    const target = { of: 'ratio', bound: 'at least', value: 0.95 } as const
    figures.push({
      name,
      unit: '/s',
      ours: ours?.perSecond ?? 0,
      beside: beside?.perSecond,
      target,
    })
    process.stderr.write('.')
  }
  await delay(STORED_MS)
  return [...figures, ...(await measureLists(on, open, seconds))]
}

async function measureLists(on: Installed, open: Opened, seconds: number): Promise<Figure[]> {
  await fillWithAttempts(on.database)
  const target = targetOfOurs(on.port, open)
  const jar = await ownersJar(on.database)
  const figures: Figure[] = []
  for (const [name, query] of [
    ['a page of sign-ins', ''],
    ['of those that did not work', '?outcome=unsuccessful'],
    ['of one person', '?person=cheap-7@bench.test'],
    ['of one person, that did not work', '?person=cheap-7@bench.test&outcome=unsuccessful'],
  ] as const) {
    const work: Work = async () =>
      expectStatus(await target.client.send('GET', `/api/v1/sign-ins${query}`, { jar }), 200, name)
    await measure(work, { workers: 1, seconds: seconds / 4 })
    const { medianMs } = await measure(work, { workers: 1, seconds: seconds / 2 })
    const bound = { of: 'value', bound: 'at most', value: 100 } as const
    figures.push({ name: `${name}, of ${ATTEMPTS}`, unit: 'ms', ours: medianMs, target: bound })
    process.stderr.write('.')
  }
  return figures
}

/** Attempts of two legs, one in ten of which failed. */
async function fillWithAttempts(database: string): Promise<void> {
  const { db, close } = await openDatabase(database)
  const organization = await findOrganizationBySlug(db, 'acme')
  if (!organization) throw new Error('The organization is not there.')
  const people = await db
    .selectFrom('user')
    .select('id')
    .where('organization_id', '=', organization.id)
    .limit(1_000)
    .execute()
  const from = { organizationId: organization.id, address: '192.0.2.7', userAgent: 'bench' }
  const begin = Date.now() - ATTEMPTS
  for (let done = 0; done < ATTEMPTS; done += 1_000) {
    const legs = Array.from({ length: 1_000 }, (_, index) => {
      const now = () => begin + done + index
      const { code } = startTrace(now, { ...from, side: 'app' })
      return (['provider', 'app'] as const).map((side) => {
        const leg = startTrace(now, { ...from, side, code })
        leg.about({ userId: people[(done + index) % people.length]?.id })
        for (let step = 0; step < 5; step += 1) leg.record('find_user', { how: 'known' })
        return leg.end(index % 10 === 0 ? 'failed' : 'succeeded')
      })
    })
    await storeLegs(db, legs.flat().map(writeLeg))
  }
  await close()
}
