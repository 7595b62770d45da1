import { MOST_MEMBERS } from '../core/provisioning/change-members.ts'
import type { MemberChange } from '../core/provisioning/provisioned-group.ts'
import type { Chosen } from './attribute-path.ts'
import { operationsOf } from './patch-operations.ts'
import { type Body, field, isObject } from './read-request.ts'
import { scimFailure } from './scim-failure.ts'

/** What is said of a group. */
export type ToldGroup = Readonly<{
  name: string
  externalId: string | undefined
  members: MemberChange
}>

type Draft = {
  name: unknown
  externalId: unknown
  replaces: boolean
  add: Set<string>
  remove: Set<string>
}

type Known = Readonly<{ name: string | undefined; externalId: string | undefined }>

/** A whole group: with it comes the whole list of its members. */
export function toldGroup(body: Body, known: Known): ToldGroup {
  const draft = draftOf(known)
  draft.name = field(body, 'displayName')
  draft.externalId = field(body, 'externalId') ?? known.externalId
  draft.replaces = true
  for (const id of idsOf(field(body, 'members'))) draft.add.add(id)
  return finished(draft)
}

/** What a PATCH says: members come and go without the others being looked at. */
export function patchGroup(body: Body, known: Known): ToldGroup {
  const draft = draftOf(known)
  for (const { op, path, value } of operationsOf(body)) {
    if (!path) {
      // Okta sends the name with the id beside it, and members in the same object.
      for (const [name, inner] of Object.entries(value as Body)) {
        apply(draft, { op, name: name.toLowerCase(), value: inner })
      }
    } else {
      apply(draft, { op, name: path.attribute.toLowerCase(), value, chosen: path.chosen })
    }
  }
  return finished(draft)
}

type Step = Readonly<{
  op: 'add' | 'remove' | 'replace'
  name: string
  value: unknown
  chosen?: Chosen | undefined
}>

function apply(draft: Draft, { op, name, value, chosen }: Step): void {
  const said = op === 'remove' ? undefined : value
  if (name === 'displayname') draft.name = said
  else if (name === 'externalid') draft.externalId = said
  else if (name === 'members') applyMembers(draft, op, chosen ? [...chosen.among] : value)
}

function applyMembers(draft: Draft, op: Step['op'], value: unknown): void {
  const ids = idsOf(value)
  // A removal that names nobody is of all (RFC 7644 section 3.5.2.2).
  if (op === 'replace' || (op === 'remove' && (value === undefined || value === null))) {
    draft.replaces = true
    draft.add.clear()
    draft.remove.clear()
  }
  for (const id of ids) {
    const [into, outOf] = op === 'remove' ? [draft.remove, draft.add] : [draft.add, draft.remove]
    into.add(id)
    outOf.delete(id)
  }
}

function draftOf({ name, externalId }: Known): Draft {
  return { name, externalId, replaces: false, add: new Set(), remove: new Set() }
}

function finished({ name, externalId, replaces, add, remove }: Draft): ToldGroup {
  if (typeof name !== 'string') throw scimFailure('invalidValue', 'displayName is missing.')
  if (externalId !== undefined && externalId !== null && typeof externalId !== 'string') {
    throw scimFailure('invalidValue', 'externalId is a text.')
  }
  if ((externalId?.length ?? 0) > 500) throw scimFailure('invalidValue', 'externalId is too long.')
  if (add.size + remove.size > MOST_MEMBERS) {
    throw scimFailure('tooMany', `A group has at most ${MOST_MEMBERS} members.`)
  }
  return { name, externalId: externalId || undefined, members: { replaces, add, remove } }
}

function idsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.map((one) => {
    const id = isObject(one) ? field(one, 'value') : one
    if (typeof id === 'string' && id !== '') return id
    throw scimFailure('invalidValue', 'A member is an object whose value is the id of a person.')
  })
}
