import { createRoute, z } from '@hono/zod-openapi'
import { body, json, nothing, refusals, versioned } from './answers.ts'
import {
  id,
  idempotencyKey,
  idParam,
  ifMatch,
  name,
  pageOf,
  pageQuery,
  searchQuery,
  text,
  time,
} from './fields.ts'
import { membershipSources } from './membership-sources.ts'
import { userView } from './users.ts'

const tags = ['Groups']
const params = idParam('grp_06f2k')

export const groupView = z
  .object({
    id: id('grp_06f2k'),
    name: text(),
    description: text(2_000),
    requiresSecondFactor: z.boolean().openapi({
      description: 'Its people need a second factor, whatever the organization asks of others.',
    }),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Group')

const shared = {
  description: text(2_000).optional(),
  requiresSecondFactor: z.boolean().optional(),
}

export const groupCreation = z.strictObject({ ...shared, name: name() }).openapi('GroupCreation')

export const groupChange = z
  .strictObject({ ...shared, name: name().optional() })
  .openapi('GroupChange')

export const listGroups = createRoute({
  method: 'get',
  path: '/groups',
  operationId: 'listGroups',
  tags,
  summary: 'Groups by name; with `q` those whose name begins so',
  request: { query: searchQuery },
  responses: { 200: json(pageOf(groupView, 'GroupPage'), 'A page.'), ...refusals() },
})

export const createGroup = createRoute({
  method: 'post',
  path: '/groups',
  operationId: 'createGroup',
  tags,
  summary: 'Add a group',
  request: { headers: idempotencyKey, body: body(groupCreation) },
  responses: { 201: versioned(groupView, 'The group.'), ...refusals(409) },
})

export const getGroup = createRoute({
  method: 'get',
  path: '/groups/{id}',
  operationId: 'getGroup',
  tags,
  summary: 'One group',
  request: { params },
  responses: { 200: versioned(groupView, 'The group.'), ...refusals(404) },
})

export const updateGroup = createRoute({
  method: 'patch',
  path: '/groups/{id}',
  operationId: 'updateGroup',
  tags,
  summary: 'Rename or describe a group',
  request: { params, headers: ifMatch, body: body(groupChange) },
  responses: {
    200: versioned(groupView, 'The group now.'),
    ...refusals(404, 409, 412, 428),
  },
})

export const deleteGroup = createRoute({
  method: 'delete',
  path: '/groups/{id}',
  operationId: 'deleteGroup',
  tags,
  summary: 'Delete a group, its memberships and its assignments; not while a mapping rule gives it',
  request: { params },
  responses: { 204: nothing, ...refusals(404, 409, 412) },
})

const memberView = userView.extend(membershipSources).openapi('Member')

export const listMembers = createRoute({
  method: 'get',
  path: '/groups/{id}/members',
  operationId: 'listMembers',
  tags,
  summary: 'The people in a group, in the order they were made',
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(memberView, 'MemberPage'), 'A page.'), ...refusals(404) },
})

const member = params.extend({
  userId: id('usr_06f2k').openapi({ param: { name: 'userId', in: 'path' } }),
})

export const addMember = createRoute({
  method: 'put',
  path: '/groups/{id}/members/{userId}',
  operationId: 'addMember',
  tags,
  summary: 'Put a person into a group; repeating it changes nothing',
  request: { params: member },
  responses: { 204: nothing, ...refusals(404) },
})

export const removeMember = createRoute({
  method: 'delete',
  path: '/groups/{id}/members/{userId}',
  operationId: 'removeMember',
  tags,
  summary: 'Take a person out of a group; claims that still say so put them in at the next sign-in',
  request: { params: member },
  responses: { 204: nothing, ...refusals(404) },
})
