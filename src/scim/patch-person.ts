import type { ProvisionedPerson } from '../core/provisioning/provisioned-person.ts'
import { operationsOf } from './patch-operations.ts'
import { valuesOf } from './person-values.ts'
import type { Body } from './read-request.ts'
import { type ToldValues, tell, tellAll, untell } from './told-values.ts'

/** What a PATCH makes of a person: each operation on what the one before left. */
export function patchPerson(person: ProvisionedPerson, body: Body): ToldValues {
  const values = valuesOf(person)
  for (const { op, path, value } of operationsOf(body)) {
    if (op === 'remove') {
      if (path) untell(values, path)
    } else if (path) {
      tell(values, path, value, op === 'replace')
    } else {
      tellAll(values, value as Body, op === 'replace')
    }
  }
  return values
}
