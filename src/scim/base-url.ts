import { PROVISIONING_PATH } from '../core/provisioning/provisioning-token.ts'
import type { ScimContext } from './scim-env.ts'

/** From the organization's own address, whatever host the request named. */
export function baseUrlOf(c: ScimContext): string {
  return `${c.env.visit.organization.url}${PROVISIONING_PATH}`
}
