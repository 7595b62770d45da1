import type { FieldFault } from '../../base/errors.ts'
import type { OrganizationSettings } from './organization.ts'

const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

/** What is wrong with who may get an account, by the field's name. */
export function faultsInSignUp({
  signUp,
  allowedDomains,
}: Pick<OrganizationSettings, 'signUp' | 'allowedDomains'>): FieldFault[] {
  const path = 'allowedDomains'
  const wrong = allowedDomains.find((domain) => !DOMAIN.test(domain.toLowerCase()))
  if (wrong !== undefined) {
    return [{ path, message: `A domain looks like example.com. Received: ${wrong.slice(0, 100)}` }]
  }
  if (signUp !== 'domains' || allowedDomains.length > 0) return []
  return [{ path, message: 'Name at least one domain whose people may get an account.' }]
}
