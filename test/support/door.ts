import type { Clock } from '../../src/base/clock.ts'
import type { Connection } from '../../src/core/connections/connection.ts'
import type { User } from '../../src/core/users/user.ts'
import type { Browser } from './browser.ts'
import type { MisbehavingProvider } from './peers/misbehaving-provider.ts'
import type { addApplication, RunningServer } from './running-server.ts'

export type DoorWorld = Readonly<{
  server: RunningServer
  provider: MisbehavingProvider
  connections: readonly Connection[]
  /** The server's. */
  clock: Clock
  /** Everyone is assigned; it has a tile, codes, refresh tokens and device codes. */
  application: Awaited<ReturnType<typeof addApplication>>
}>

/** What came of standing before it. */
type Passed = 'in' | 'out'

/**
 * A way to get in, or to stay in. `prepare` happens while the person is active and everything is
 * allowed; what it returns is tried once things have changed.
 */
export type Door = Readonly<{
  name: string
  prepare(world: DoorWorld, person: User): Promise<() => Promise<Passed>>
}>

export const NEW_PASSWORD = 'a wholly new password'

export const passed = (isIn: boolean): Passed => (isIn ? 'in' : 'out')

/** Only somebody who is signed in is shown their own page. */
export async function isSignedIn({ server }: DoorWorld, browser: Browser): Promise<Passed> {
  const page = await browser.get(`${server.url}/account`)
  return passed(page.status === 200 && page.url === `${server.url}/account`)
}
