import { setTimeout as delay } from 'node:timers/promises'
import type { Arguments } from './arguments.ts'
import type { Installed } from './databases.ts'
import { type Flows, prepareBrokered, prepareFlows } from './flows.ts'
import { createClient } from './http.ts'
import { urlsOf } from './installation.ts'
import { measureInTurns, median, type Work } from './measure.ts'
import { memoryMb, type Process, startPeer, startProduct } from './processes.ts'
import { type Opened, targetOfOurs, targetOfPeer, WORKERS } from './running-targets.ts'
import type { Figure } from './table.ts'

const STARTS = 5
const IDLE_MS = 2_000

/** Ours beside a bare oidc-provider in memory: how many a second. */
export async function measureThroughput(
  { people: [people = 1_000], rounds, seconds }: Arguments,
  { database, port }: Installed,
  open: Opened,
): Promise<Figure[]> {
  const starts = await timeStarts(database, port)
  const ours = open.keep(await startProduct(database, { port }))
  await delay(IDLE_MS)
  const idle = memoryMb(ours)
  const peer = open.keep(await startPeer(people))

  const target = targetOfOurs(port, open)
  const okta = open.keep(createClient(urlsOf(port).okta, WORKERS))
  const load = { workers: WORKERS, people }
  const flows = await prepareFlows(target, load)
  const peerFlows = await prepareFlows(targetOfPeer(peer, open), load)
  const brokered = await prepareBrokered(target, okta, load)

  const figures: Figure[] = []
  for (const { name, work, beside, atLeast } of rowsOf(flows, peerFlows, brokered)) {
    const works = beside ? [work, beside] : [work]
    await measureInTurns(works, { rounds: 1, workers: WORKERS, seconds: seconds / 2 })
    const [own, other] = await measureInTurns(works, { rounds, workers: WORKERS, seconds })
    const ratio = atLeast && ({ of: 'ratio', bound: 'at least', value: atLeast } as const)
    figures.push({
      name,
      unit: '/s',
      ours: own?.perSecond ?? 0,
      beside: other?.perSecond,
      ...(ratio && { target: ratio }),
    })
    process.stderr.write('.')
  }
  figures.push(...processFigures({ starts, idle, ours, peer }))
  return figures
}

type Row = { name: string; work: Work; beside?: Work; atLeast?: number }

function rowsOf(ours: Flows, peer: Flows, brokered: Work): Row[] {
  const row = (name: string, pick: (flows: Flows) => Work, atLeast: number): Row => ({
    name,
    work: pick(ours),
    beside: pick(peer),
    atLeast,
  })
  return [
    row('sign-in with a password, to tokens', (flows) => flows.signInWith('real'), 1),
    row('the same, the hash at its cheapest', (flows) => flows.signInWith('cheap'), 1),
    row('code flow on a session', (flows) => flows.existingSession, 1),
    {
      name: 'brokered sign-in (peer: one code flow on a session)',
      work: brokered,
      beside: peer.existingSession,
    },
    row('refresh, rotating', (flows) => flows.refresh, 0.8),
    row('client credentials, opaque', (flows) => flows.clientCredentials('opaque'), 0.8),
    row('client credentials, JWT', (flows) => flows.clientCredentials('jwt'), 0.8),
    row('userinfo', (flows) => flows.userinfo, 0.8),
    row('introspection', (flows) => flows.introspect, 0.8),
    row('discovery', (flows) => flows.discovery, 0.8),
    row('keys', (flows) => flows.keys, 0.8),
  ]
}

async function timeStarts(database: string, port: number): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < STARTS; n += 1) {
    const started = await startProduct(database, { port })
    times.push(started.readyAfterMs)
    await started.stop()
  }
  return times
}

function processFigures(seen: {
  starts: readonly number[]
  idle: number | undefined
  ours: Process
  peer: Process
}): Figure[] {
  const atMost = (value: number) => ({ of: 'value', bound: 'at most', value }) as const
  const { starts, idle, ours, peer } = seen
  const memory = (name: string, own: number | undefined, more: Partial<Figure>): Figure[] =>
    own === undefined ? [] : [{ name, unit: 'MB', ours: own, ...more }]
  return [
    {
      name: 'process start to ready',
      unit: 'ms',
      ours: median(starts),
      beside: peer.readyAfterMs,
      target: atMost(1_000),
    },
    ...memory('memory, idle', idle, { target: atMost(140) }),
    ...memory('memory, after all of the above', memoryMb(ours), { beside: memoryMb(peer) }),
  ]
}
