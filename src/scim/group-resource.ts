import type { ProvisionedGroup } from '../core/provisioning/provisioned-group.ts'
import type { Resource } from './answers.ts'
import { versionOf } from './person-resource.ts'
import { attribute } from './person-schema.ts'

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export const GROUP_ATTRIBUTES = [
  attribute('displayName', 'What the group is called.', { required: true, uniqueness: 'server' }),
  attribute('members', 'Who is in it by the provider’s word.', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'The id of the person.', { mutability: 'immutable', caseExact: true }),
      attribute('$ref', 'Their address.', {
        ...{ type: 'reference', referenceTypes: ['User'], mutability: 'immutable' },
        caseExact: true,
      }),
      attribute('type', 'What they are.', { mutability: 'immutable', canonicalValues: ['User'] }),
    ],
  }),
] as const

/** A group as the provider sees it; without members if they were not asked for. */
export function groupResource(
  { group, externalId }: ProvisionedGroup,
  members: readonly string[] | undefined,
  baseUrl: string,
): Resource {
  const { id, name, createdAt, updatedAt } = group
  const meta = {
    resourceType: 'Group',
    created: new Date(createdAt).toISOString(),
    lastModified: new Date(updatedAt).toISOString(),
    location: `${baseUrl}/Groups/${id}`,
    version: versionOf(group),
  }
  const told = { displayName: name, ...(externalId !== undefined && { externalId }) }
  const shown = members?.map((value) => ({
    value,
    $ref: `${baseUrl}/Users/${value}`,
    type: 'User',
  }))
  return { schemas: [GROUP_SCHEMA], id, ...told, ...(shown && { members: shown }), meta }
}
