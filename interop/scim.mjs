import SCIMMY from 'scimmy'

const { Messages, Schemas, Types } = SCIMMY

Schemas.User.extend(Schemas.EnterpriseUser, false)

const SCHEMAS = { User: Schemas.User, Group: Schemas.Group }

export function read(kind, resource) {
  return plain(new SCHEMAS[kind](resource, 'out'))
}

export function readList(body) {
  return plain(new Messages.ListResponse(body))
}

export function readConfig(body) {
  return plain(new Schemas.ServiceProviderConfig(body, 'out'))
}

export async function patched(kind, resource, patch) {
  const before = new SCHEMAS[kind](resource, 'out')
  return plain((await new Messages.PatchOp(patch).apply(before)) ?? before)
}

export function matching(filter, resources) {
  return new Types.Filter(filter).match(resources)
}

function plain(value) {
  return JSON.parse(JSON.stringify(value))
}
