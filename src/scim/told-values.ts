import { named, parsePath, type WrittenPath } from './attribute-path.ts'
import {
  type Attribute,
  attribute as describe,
  ENTERPRISE_ATTRIBUTES,
  ENTERPRISE_SCHEMA,
  PHONE_TYPES,
  USER_ATTRIBUTES,
} from './person-schema.ts'
import { type Body, isObject } from './read-request.ts'
import { scimFailure } from './scim-failure.ts'

/**
 * What is said of a person, one entry a value, by names from the schema alone: `userName`,
 * `name.givenName`, `emails[work].value`. Whatever a request calls its attributes, nothing but
 * these is ever written.
 */
export type ToldValues = Map<string, string | boolean>

const EXTERNAL_ID = describe('externalId', 'What the provider calls the person.')
const LONGEST_VALUE = 500

/** Each attribute of an object. What the schema does not know is left out (RFC 7644 section 3.3). */
export function tellAll(values: ToldValues, body: Body, replaces: boolean): void {
  for (const [name, value] of Object.entries(body)) {
    // `schemas` and `meta` are names too, and none of the schema's; what is no name is not looked at.
    const path = /^[a-z$][\w$.:-]*$/i.test(name) ? parsePath(name) : undefined
    if (path) tell(values, path, value, replaces)
  }
}

/** Puts a value where the path says. `replaces`: of a list, in place of all that are there. */
export function tell(
  values: ToldValues,
  path: WrittenPath,
  value: unknown,
  replaces: boolean,
): void {
  const found = attributeAt(path)
  if (!found) return
  const { name, attribute } = found
  if (attribute.multiValued) {
    tellList(values, { path, attribute, replaces }, value)
  } else if (attribute.type === 'complex') {
    tellParts(values, found, path.sub === undefined ? partsOf(found, value) : { [path.sub]: value })
  } else {
    put(values, name, attribute.type === 'boolean' ? toBoolean(name, value) : value)
  }
}

type Found = Readonly<{ name: string; attribute: Attribute }>

/** What of the schema is meant; undefined where it knows nothing of the kind. */
function attributeAt({ attribute: written, isExtension }: WrittenPath): Found | undefined {
  if (!isExtension) {
    const attribute = named([EXTERNAL_ID, ...USER_ATTRIBUTES], written)
    return attribute && { name: attribute.name, attribute }
  }
  if (written === ENTERPRISE_SCHEMA) {
    const subAttributes = ENTERPRISE_ATTRIBUTES
    return { name: written, attribute: describe(written, '', { type: 'complex', subAttributes }) }
  }
  const attribute = named(ENTERPRISE_ATTRIBUTES, written)
  return attribute && { name: `${ENTERPRISE_SCHEMA}:${attribute.name}`, attribute }
}

function partsOf({ name, attribute }: Found, value: unknown): Body {
  if (value === null || value === undefined) return {}
  if (isObject(value)) return value
  // Entra ID sends a manager as the id alone.
  if (attribute.name === 'manager' && typeof value === 'string') return { value }
  throw scimFailure('invalidValue', `${name} is an object.`)
}

function tellParts(values: ToldValues, { name, attribute }: Found, parts: Body): void {
  const separator = name === ENTERPRISE_SCHEMA ? ':' : '.'
  for (const [key, value] of Object.entries(parts)) {
    const part = named(attribute.subAttributes ?? [], key)
    if (!part) continue
    const found = { name: `${name}${separator}${part.name}`, attribute: part }
    if (part.type === 'complex') tellParts(values, found, partsOf(found, value))
    else if (!isAboutAList(part)) put(values, found.name, value)
  }
}

/** Which of several a value is stands in its name. */
function isAboutAList({ name }: Attribute): boolean {
  return name === 'type' || name === 'primary'
}

type InList = Readonly<{ path: WrittenPath; attribute: Attribute; replaces: boolean }>

function tellList(values: ToldValues, { path, attribute, replaces }: InList, value: unknown): void {
  const { chosen, sub } = path
  if (replaces && !chosen && sub === undefined) untell(values, path)
  const type = typeChosen(path)
  const said = sub === undefined ? elementsOf(attribute, value) : [{ [sub]: value }]
  for (const element of attribute.name === 'emails' ? oneEmail(values, said, type) : said) {
    const kind = kindOf(attribute, type ?? element.type)
    if (kind) tellParts(values, { name: `${attribute.name}[${kind}]`, attribute }, element)
  }
}

function typeChosen({ chosen }: WrittenPath): string | undefined {
  return chosen?.by === 'type' ? String(chosen.among[0]).toLowerCase() : undefined
}

function elementsOf({ name }: Attribute, value: unknown): Body[] {
  if (value === null || value === undefined) return []
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.map((one) => {
    if (isObject(one)) return one
    if (typeof one === 'string') return { value: one }
    throw scimFailure('invalidValue', `${name} is a list of objects.`)
  })
}

/** One address is kept: the primary one, or that at work, or, where none is there yet, the first. */
function oneEmail(values: ToldValues, said: readonly Body[], type: string | undefined): Body[] {
  if (type !== undefined) return type === 'work' ? said.slice(0, 1) : []
  const best =
    said.find(({ primary }) => primary === true || primary === 'true') ??
    said.find((one) => (typeSaid(one.type) ?? 'work') === 'work') ??
    (values.has('emails[work].value') ? undefined : said[0])
  return best ? [{ ...best, type: 'work' }] : []
}

function kindOf({ name }: Attribute, type: unknown): string | undefined {
  const kind = typeSaid(type) ?? 'work'
  return (name === 'phoneNumbers' ? PHONE_TYPES : ['work']).find((one) => one === kind)
}

function typeSaid(type: unknown): string | undefined {
  if (type === undefined || type === null) return undefined
  if (typeof type === 'string') return type.toLowerCase()
  throw scimFailure('invalidValue', 'The type of a value is a text.')
}

/** Takes away whatever stands there. */
export function untell(values: ToldValues, path: WrittenPath): void {
  const found = attributeAt(path)
  if (!found) return
  const type = typeChosen(path)
  const prefix = type === undefined ? found.name : `${found.name}[${type}]`
  const end = path.sub === undefined ? '' : `.${path.sub.toLowerCase()}`
  for (const key of values.keys()) {
    const isBelow = key === prefix || /^[.[:]/.test(key.slice(prefix.length))
    if (key.startsWith(prefix) && isBelow && key.toLowerCase().endsWith(end)) values.delete(key)
  }
}

function put(values: ToldValues, name: string, value: unknown): void {
  if (value === null || value === undefined || value === '') {
    values.delete(name)
    return
  }
  const kept = typeof value === 'number' ? String(value) : value
  if (typeof kept === 'boolean' ? name !== 'active' : typeof kept !== 'string') {
    throw scimFailure('invalidValue', `${name} is a text.`)
  }
  if (typeof kept === 'string' && kept.length > LONGEST_VALUE) {
    throw scimFailure('invalidValue', `${name} is longer than ${LONGEST_VALUE} characters.`)
  }
  values.set(name, kept as string | boolean)
}

/** Entra ID sends "True" and "False" as texts. */
function toBoolean(name: string, value: unknown): boolean | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (text === 'true' || text === 'false') return text === 'true'
  throw scimFailure('invalidValue', `${name} is true or false.`)
}
