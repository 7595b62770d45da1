import type { Context, Hono } from 'hono'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Provisioner } from '../core/provisioning/find-provisioner.ts'
import type { FrontEnv } from '../front/visit.ts'
import type { Db } from '../storage/database.ts'

export type ScimDeps = Readonly<{ db: Db; now: Clock; log: Log }>
export type ScimEnv = {
  /** Of an operation in a bulk, whose token was looked at when the bulk came. */
  Bindings: FrontEnv['Bindings'] & { provisioner?: Provisioner }
  Variables: { provisioner: Provisioner }
}
export type ScimApi = Hono<ScimEnv>
export type ScimContext = Context<ScimEnv>
