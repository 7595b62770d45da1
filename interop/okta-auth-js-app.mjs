import { readFile } from 'node:fs/promises'
import { listen } from './listen.mjs'

const FILES = {
  '/': ['okta-auth-js-app/page.html', 'text/html; charset=utf-8'],
  '/callback': ['okta-auth-js-app/page.html', 'text/html; charset=utf-8'],
  '/page.js': ['okta-auth-js-app/page.js', 'text/javascript'],
  '/okta-auth-js.js': [
    'node_modules/@okta/okta-auth-js/dist/okta-auth-js.min.js',
    'text/javascript',
  ],
}

/** A single-page application on @okta/okta-auth-js as Okta ships it, with a button for each call. */
export async function start() {
  let application = {}
  const server = await listen(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0]
    if (path === '/application.json') {
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(application))
    }
    const [file, type] = FILES[path] ?? []
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(await readFile(new URL(file, import.meta.url)))
  })

  return {
    url: server.url,
    origin: server.url,
    redirectUri: `${server.url}/callback`,
    postLogoutRedirectUri: `${server.url}/`,
    close: server.close,
    /** `scopes` and anything else are options of OktaAuth. */
    connect(options) {
      application = {
        redirectUri: `${server.url}/callback`,
        postLogoutRedirectUri: `${server.url}/`,
        scopes: ['openid', 'profile', 'email', 'groups'],
        ...options,
      }
    },
  }
}
