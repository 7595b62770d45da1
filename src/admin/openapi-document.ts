import { OpenAPIHono } from '@hono/zod-openapi'
import { ALL_ROUTES } from './contract/all-routes.ts'

export const API_PATH = '/api/v1'

type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The API as a document, made from the same schemas that check requests. */
export function openApiDocument(): OpenApiDocument {
  const described = new OpenAPIHono()
  const { openAPIRegistry: registry } = described
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
    description: "The organization's session cookie; changes must come from a page of its origin.",
  })
  for (const route of ALL_ROUTES) registry.registerPath(route)
  return described.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Latchkey admin API',
      version: '1',
      description:
        'Everything that the console does. Errors are problem+json (RFC 9457); lists are pages by cursor; changes name the version they were made from.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: API_PATH }],
    security: [{ session: [] }, { token: [] }],
  })
}
