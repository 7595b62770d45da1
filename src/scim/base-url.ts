import { PROVISIONING_PATH } from '../core/provisioning/provisioning-token.ts'
import type { ScimContext } from './scim-env.ts'

/** Of the organization's own address, whatever the request called it. */
export function baseUrlOf(c: ScimContext): string {
  return `${c.env.visit.organization.url}${PROVISIONING_PATH}`
}
