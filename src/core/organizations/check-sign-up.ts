import { faultInDomains } from '../../base/domain.ts'
import type { FieldFault } from '../../base/errors.ts'
import type { OrganizationSettings } from './organization.ts'

/** What is wrong with who may get an account, by the field's name. */
export function faultsInSignUp({
  signUp,
  allowedDomains,
}: Pick<OrganizationSettings, 'signUp' | 'allowedDomains'>): FieldFault[] {
  const path = 'allowedDomains'
  const wrong = faultInDomains(allowedDomains)
  if (wrong !== undefined) return [{ path, message: wrong }]
  if (signUp !== 'domains' || allowedDomains.length > 0) return []
  return [{ path, message: 'Name at least one domain whose people may get an account.' }]
}
