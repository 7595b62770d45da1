type Kind = 'User' | 'Group'
// biome-ignore lint/suspicious/noExplicitAny: resources have whatever attributes they have
type Read = Record<string, any>

/** The resource as `scimmy` reads it by its own schema; throws where it is none. */
export function read(kind: Kind, resource: object): Read
export function readList(body: object): Read
export function readConfig(body: object): Read

/** What `scimmy` makes of a resource by these operations. */
export function patched(kind: Kind, resource: object, patch: object): Promise<Read>

/** Those of the resources that `scimmy` finds by the filter. */
export function matching<T extends object>(filter: string, resources: readonly T[]): T[]
