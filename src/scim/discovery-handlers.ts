import { Failure } from '../base/errors.ts'
import { send, sendList, sendRefusal } from './answers.ts'
import { baseUrlOf } from './base-url.ts'
import { MOST_BULK_OPERATIONS } from './bulk-request.ts'
import { GROUP_ATTRIBUTES, GROUP_SCHEMA } from './group-resource.ts'
import { MOST_A_PAGE } from './list-query.ts'
import {
  ENTERPRISE_ATTRIBUTES,
  ENTERPRISE_SCHEMA,
  USER_ATTRIBUTES,
  USER_SCHEMA,
} from './person-schema.ts'
import { LARGEST_BYTES } from './read-request.ts'
import type { ScimApi } from './scim-env.ts'

/** What this server can do, for programs that ask (RFC 7644 section 4). */
export function mountDiscovery(api: ScimApi): void {
  api.get('/ServiceProviderConfig', (c) => send(serviceProvider(baseUrlOf(c))))
  api.all('/ServiceProviderConfig', readOnly)
  mountList(api, 'ResourceTypes', resourceTypes)
  mountList(api, 'Schemas', schemas)
}

type Described = Readonly<{ id: string }>

function mountList(api: ScimApi, name: string, all: (baseUrl: string) => Described[]): void {
  api.get(`/${name}`, (c) => {
    // RFC 7644 section 4: a filter must be refused, so that nobody believes it was applied.
    if (c.req.query('filter') !== undefined)
      throw new Failure('forbidden', 'These are not filtered.')
    const resources = all(baseUrlOf(c))
    return sendList({ total: resources.length, startIndex: 1, resources })
  })
  api.get(`/${name}/:id`, (c) => {
    const found = all(baseUrlOf(c)).find(({ id }) => id === c.req.param('id'))
    if (!found) throw new Failure('not_found', 'There is nothing of this name.')
    return send(found)
  })
  api.all(`/${name}`, readOnly)
  api.all(`/${name}/:id`, readOnly)
}

const readOnly = () => sendRefusal(405, 'This is read and never changed.')

function serviceProvider(baseUrl: string) {
  const no = { supported: false }
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: MOST_BULK_OPERATIONS,
      maxPayloadSize: LARGEST_BYTES,
    },
    filter: { supported: true, maxResults: MOST_A_PAGE },
    changePassword: no,
    sort: no,
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Provisioning token',
        description: 'A token that an administrator made for the connection, as a bearer token.',
        primary: true,
      },
    ],
    meta: metaOf('ServiceProviderConfig', `${baseUrl}/ServiceProviderConfig`),
  }
}

function resourceTypes(baseUrl: string) {
  const typeOf = (id: string, endpoint: string, schema: string) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    ...{ id, name: id, endpoint, schema },
    meta: metaOf('ResourceType', `${baseUrl}/ResourceTypes/${id}`),
  })
  return [
    {
      ...typeOf('User', '/Users', USER_SCHEMA),
      description: 'People',
      schemaExtensions: [{ schema: ENTERPRISE_SCHEMA, required: false }],
    },
    { ...typeOf('Group', '/Groups', GROUP_SCHEMA), description: 'Groups of people' },
  ]
}

function schemas(baseUrl: string) {
  const schemaOf = (id: string, name: string, attributes: readonly object[]) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...{ id, name, description: name, attributes },
    meta: metaOf('Schema', `${baseUrl}/Schemas/${id}`),
  })
  return [
    schemaOf(USER_SCHEMA, 'User', USER_ATTRIBUTES),
    schemaOf(ENTERPRISE_SCHEMA, 'EnterpriseUser', ENTERPRISE_ATTRIBUTES),
    schemaOf(GROUP_SCHEMA, 'Group', GROUP_ATTRIBUTES),
  ]
}

function metaOf(resourceType: string, location: string) {
  return { resourceType, location }
}
