/**
 * Logos and icons, as they were checked when they were saved.
 *
 *   GET /pictures/{id}   to anybody, since the login screen shows them
 */
import { Hono } from 'hono'
import { findPicture } from '../core/pictures/picture-store.ts'
import type { Db } from '../storage/database.ts'
import { commonHeaders } from '../web/security-headers.ts'
import type { FrontEnv } from './visit.ts'

/**
 * Whatever the bytes are, a browser that opens them directly runs nothing in them and takes them for
 * nothing but a picture, and pages of other origins cannot show them.
 */
const INERT = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'content-disposition': 'inline',
}

export function pictureRoutes({ db }: Readonly<{ db: Db }>): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  routes.get('/pictures/:id', async (c) => {
    const { organization, secure } = c.env.visit
    const picture = await findPicture(db, organization.id, c.req.param('id').slice(0, 100))
    if (!picture) return c.notFound()
    const headers = {
      ...commonHeaders({ https: secure }),
      ...INERT,
      // A changed picture gets another address.
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${picture.digest}"`,
    }
    if (c.req.header('if-none-match') === headers.etag) return c.body(null, 304, headers)
    return c.body(picture.bytes, 200, { ...headers, 'content-type': picture.mediaType })
  })
  return routes
}
