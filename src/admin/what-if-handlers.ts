import { Failure } from '../base/errors.ts'
import { openAsserted } from '../core/audit/asserted-in-trace.ts'
import { findAssertedSealed, findAttempt } from '../core/audit/attempt-store.ts'
import { parseTraceCode } from '../core/audit/trace-code.ts'
import { findConnectionIn } from '../core/connections/connection-store.ts'
import { askWhatIf, type Edits } from '../core/users/what-if.ts'
import type { AdminApi, AdminContext, AdminDeps } from './admin-deps.ts'
import { viewPlan } from './connection-test-handlers.ts'
import * as contract from './contract/what-if.ts'
import { found } from './found.ts'

export function mountWhatIf(api: AdminApi, { db, sealer }: AdminDeps): void {
  api.openapi(contract.askWhatIf, async (c) => {
    requireAllOfIt(c)
    const { organization } = c.env.visit
    const code = parseTraceCode(c.req.valid('param').code)
    const attempt = found(code ? await findAttempt(db, organization.id, code) : undefined)
    const sealed = await findAssertedSealed(db, organization.id, attempt.code)
    const { connectionId } = attempt
    const connection = connectionId && (await findConnectionIn(db, organization.id, connectionId))
    if (!sealed || !connection) {
      throw new Failure(
        'conflict',
        sealed
          ? 'The connection of this sign-in is not here any more, or was never saved.'
          : 'This sign-in did not come so far that a provider told of a person.',
      )
    }
    const person = await openAsserted(sealer, sealed)
    // Whether the groups in its rules exist is checked there.
    const edits = c.req.valid('json') as Edits
    const { present, edited } = await askWhatIf(db, { organization, connection, person, edits })
    const { id, name } = connection
    return c.json(
      { connection: { id, name }, present: viewPlan(present), edited: viewPlan(edited) },
      200,
    )
  })
}

/** The answer shows rules, the sign-in and people, so it requires the permissions for all three. */
function requireAllOfIt(c: AdminContext): void {
  const { permissions } = c.var.caller
  if (permissions.includes('signins.read') && permissions.includes('people.read')) return
  throw new Failure('forbidden', 'This takes signins.read and people.read as well.')
}
