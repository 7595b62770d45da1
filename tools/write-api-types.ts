/**
 * Writes the console's types of the admin API from the API's own document.
 *
 *   node tools/write-api-types.ts            writes console/api/schema.d.ts
 *   node tools/write-api-types.ts --check    exits 1 when it is not what the document says
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openApiDocument } from '../src/admin/openapi-document.ts'

export const API_TYPES = path.join(import.meta.dirname, '..', 'console', 'api', 'schema.d.ts')
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

type Schema = {
  $ref?: string
  type?: string | string[]
  nullable?: boolean
  enum?: unknown[]
  const?: unknown
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Content = Record<string, { schema?: Schema }>
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema }
type Operation = {
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}
type OpenApi = {
  paths: Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>
  components?: { schemas?: Record<string, Schema> }
}

/** The types in the form that openapi-fetch reads, laid out as everything else here. */
export function apiTypes(document: OpenApi): string {
  const schemas = Object.entries(document.components?.schemas ?? {})
  const paths = Object.entries(document.paths)
  const text = `// Written by tools/write-api-types.ts from /api/v1/openapi.json.
export type Schemas = {${schemas.map(([name, schema]) => `${name}: ${typeOf(schema)}`).join('\n')}}
// Every refusal is of one form, whatever its status.
type Refusal = {headers: {[name: string]: unknown}\ncontent: {'application/problem+json': Schemas['Problem']}}
export type paths = {${paths.map(([at, item]) => `${key(at)}: {${methods(item)}}`).join('\n')}}
`
  return format(text)
}

function methods(item: OpenApi['paths'][string]): string {
  return METHODS.flatMap((method) => {
    const operation = item[method]
    return operation ? [`${method}: {${operationType(operation)}}`] : []
  }).join('\n')
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const places = ['query', 'header', 'path', 'cookie'].map((place) => {
    const some = parameters.filter((parameter) => parameter.in === place)
    const optional = some.every((parameter) => !parameter.required) ? '?' : ''
    const fields = some.map((p) => `${key(p.name)}${p.required ? '' : '?'}: ${typeOf(p.schema)}`)
    return `${place}${optional}: ${some.length > 0 ? `{${fields.join('\n')}}` : 'never'}`
  })
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const answers = good.map(
    ([status, { content }]) =>
      `${status}: {headers: {[name: string]: unknown}\n${contentType(content)}}`,
  )
  const body = requestBody
    ? `requestBody${requestBody.required ? '' : '?'}: {${contentType(requestBody.content)}}`
    : 'requestBody?: never'
  return `parameters: {${places.join('\n')}}\n${body}\nresponses: {${answers.join('\n')}\ndefault: Refusal}`
}

function contentType(content: Content | undefined): string {
  if (!content) return 'content?: never'
  const kinds = Object.entries(content).map(
    ([kind, { schema }]) => `${key(kind)}: ${typeOf(schema)}`,
  )
  return `content: {${kinds.join('\n')}}`
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return 'unknown'
  const type = schema.nullable ? `${bareType(schema)} | null` : bareType(schema)
  return type
}

function bareType(schema: Schema): string {
  if (schema.$ref) return `Schemas['${schema.$ref.split('/').at(-1)}']`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return either.map((one) => `(${typeOf(one)})`).join(' | ')
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ')
  const types = [schema.type ?? (schema.properties ? 'object' : 'unknown')].flat()
  return types.map((type) => ofType(type, schema)).join(' | ')
}

function ofType(type: string, schema: Schema): string {
  if (type === 'array') return `(${typeOf(schema.items)})[]`
  if (type === 'object') return objectType(schema)
  if (type === 'integer') return 'number'
  return ['string', 'number', 'boolean', 'null'].includes(type) ? type : 'unknown'
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    const values =
      typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
    return `{[name: string]: ${values}}`
  }
  const fields = Object.entries(properties).map(
    ([name, field]) => `${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(field)}`,
  )
  return `{${fields.join('\n')}}`
}

function key(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)
}

function format(text: string): string {
  const biome = path.join(
    import.meta.dirname,
    '..',
    'node_modules',
    '@biomejs',
    'biome',
    'bin',
    'biome',
  )
  const args = [biome, 'format', '--stdin-file-path', API_TYPES]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    input: text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

if (import.meta.main) {
  // The document is plain JSON; the library's own type of it says less than the type above.
  const wanted = apiTypes(openApiDocument() as unknown as OpenApi)
  if (!process.argv.includes('--check')) writeFileSync(API_TYPES, wanted)
  else if (readFileSync(API_TYPES, 'utf8') !== wanted) {
    console.error('console/api/schema.d.ts is not current: node tools/write-api-types.ts')
    process.exitCode = 1
  }
}
