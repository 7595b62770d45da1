import { createRoute, z } from '@hono/zod-openapi'
import { body, json, nothing, refusals, versioned } from './answers.ts'
import {
  applicationChange,
  applicationCreation,
  applicationView,
  assignments,
  newApplication,
  newSecret,
  secretView,
} from './application-fields.ts'
import { id, idempotencyKey, idParam, ifMatch, pageOf, pageQuery } from './fields.ts'

const tags = ['Applications']
const params = idParam('app_06f2k')

export const listApplications = createRoute({
  method: 'get',
  path: '/applications',
  operationId: 'listApplications',
  tags,
  summary: 'Applications, oldest first; with `q` those whose name or client ID contains it',
  request: {
    query: pageQuery.extend({
      q: z.string().max(200).optional(),
      status: z.enum(['active', 'inactive']).optional(),
    }),
  },
  responses: { 200: json(pageOf(applicationView, 'ApplicationPage'), 'A page.'), ...refusals() },
})

export const createApplication = createRoute({
  method: 'post',
  path: '/applications',
  operationId: 'createApplication',
  tags,
  summary: 'Create an app integration; its client secret is shown this once',
  request: { headers: idempotencyKey, body: body(applicationCreation) },
  responses: { 201: versioned(newApplication, 'The application.'), ...refusals(409) },
})

export const getApplication = createRoute({
  method: 'get',
  path: '/applications/{id}',
  operationId: 'getApplication',
  tags,
  summary: 'One application',
  request: { params },
  responses: { 200: versioned(applicationView, 'The application.'), ...refusals(404) },
})

export const updateApplication = createRoute({
  method: 'patch',
  path: '/applications/{id}',
  operationId: 'updateApplication',
  tags,
  summary: 'Change an application; each setting that is given replaces the one there was',
  request: { params, headers: ifMatch, body: body(applicationChange) },
  responses: {
    200: versioned(applicationView, 'The application now.'),
    ...refusals(404, 412, 428),
  },
})

export const deleteApplication = createRoute({
  method: 'delete',
  path: '/applications/{id}',
  operationId: 'deleteApplication',
  tags,
  summary: 'Delete an application that was deactivated before',
  request: { params },
  responses: { 204: nothing, ...refusals(404, 409, 412) },
})

const lifecycle = <P extends string>(action: P, summary: string) =>
  createRoute({
    method: 'post',
    path: `/applications/{id}/${action}`,
    operationId: `${action}Application`,
    tags,
    summary,
    request: { params },
    responses: { 200: versioned(applicationView, 'The application now.'), ...refusals(404, 412) },
  })

export const activateApplication = lifecycle('activate', 'Let people sign in to it')
export const deactivateApplication = lifecycle('deactivate', 'Let nobody sign in to it')

export const listSecrets = createRoute({
  method: 'get',
  path: '/applications/{id}/secrets',
  operationId: 'listSecrets',
  tags,
  summary: 'Which secrets there are, newest first; never their values',
  request: { params },
  responses: {
    200: json(z.object({ items: z.array(secretView) }), 'At most two.'),
    ...refusals(404),
  },
})

export const createSecret = createRoute({
  method: 'post',
  path: '/applications/{id}/secrets',
  operationId: 'createSecret',
  tags,
  summary: 'Make another secret, of two at most; it is shown this once',
  request: { params, headers: idempotencyKey },
  responses: { 201: json(newSecret, 'The secret.'), ...refusals(404, 409, 412) },
})

const secretParams = params.extend({
  secretId: id('sec_06f2k').openapi({ param: { name: 'secretId', in: 'path' } }),
})

const secretLifecycle = <P extends string>(action: P, summary: string) =>
  createRoute({
    method: 'post',
    path: `/applications/{id}/secrets/{secretId}/${action}`,
    operationId: `${action}Secret`,
    tags,
    summary,
    request: { params: secretParams },
    responses: { 200: json(secretView, 'The secret now.'), ...refusals(404) },
  })

export const activateSecret = secretLifecycle('activate', 'Accept the secret again')
export const deactivateSecret = secretLifecycle('deactivate', 'Accept the secret no more')

export const deleteSecret = createRoute({
  method: 'delete',
  path: '/applications/{id}/secrets/{secretId}',
  operationId: 'deleteSecret',
  tags,
  summary: 'Delete a secret that was deactivated before',
  request: { params: secretParams },
  responses: { 204: nothing, ...refusals(404, 409, 412) },
})

export const getAssignments = createRoute({
  method: 'get',
  path: '/applications/{id}/assignments',
  operationId: 'getAssignments',
  tags,
  summary: 'Who may sign in to it',
  request: { params },
  responses: { 200: versioned(assignments, 'Everyone, groups and people.'), ...refusals(404) },
})

export const replaceAssignments = createRoute({
  method: 'put',
  path: '/applications/{id}/assignments',
  operationId: 'replaceAssignments',
  tags,
  summary: 'Say anew who may sign in to it',
  request: { params, headers: ifMatch, body: body(assignments) },
  responses: {
    200: versioned(assignments, 'As it is now.'),
    ...refusals(404, 412, 428),
  },
})
