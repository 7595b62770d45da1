import { Failure } from '../base/errors.ts'
import { countRefusal } from '../core/provisioning/count-refusal.ts'
import { findProvisioner, type Provisioner } from '../core/provisioning/find-provisioner.ts'
import type { ScimContext, ScimDeps } from './scim-env.ts'

/**
 * Only a provisioning token lets anybody in: cookies are ignored, so no browser can be tricked into
 * calling. Unknown, expired, of another organization, of a disabled connection: all get one answer.
 */
export async function requireProvisioner(
  { db, now }: ScimDeps,
  c: ScimContext,
): Promise<Provisioner> {
  const { organization, address } = c.env.visit
  const [, value] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header('authorization') ?? '') ?? []
  const provisioner =
    value === undefined ? undefined : await findProvisioner(db, organization.id, value, now())
  if (provisioner) return provisioner
  await countRefusal(db, { organizationId: organization.id, address }, now())
  throw new Failure('not_signed_in', 'Send a provisioning token that is valid, as a bearer token.')
}
