import middleware from '@okta/oidc-middleware'
import express from 'express'
import session from 'express-session'
import { listen } from './listen.mjs'

const { ExpressOIDC } = middleware

/**
 * An Express application protected by @okta/oidc-middleware, as its README shows it. It answers 503
 * until `connect` tells it who it is. One per process: the middleware registers its strategy with
 * passport's only instance.
 */
export async function start() {
  let handle = (_request, response) => response.writeHead(503).end('not connected yet')
  const server = await listen((request, response) => handle(request, response))

  return {
    url: server.url,
    redirectUri: `${server.url}/authorization-code/callback`,
    postLogoutRedirectUri: `${server.url}/`,
    protectedUrl: `${server.url}/protected`,
    errors: [],
    close: server.close,
    async connect({ issuer, clientId, clientSecret, scope = 'openid profile email groups' }) {
      const oidc = new ExpressOIDC({
        issuer,
        client_id: clientId,
        client_secret: clientSecret,
        appBaseUrl: server.url,
        scope,
        testing: { disableHttpsCheck: true },
      })
      const ready = new Promise((resolve, reject) => {
        oidc.once('ready', resolve)
        oidc.once('error', reject)
      })
      handle = createApp(oidc)
      await ready
      oidc.on('error', (error) => this.errors.push(error))
    },
  }
}

function createApp(oidc) {
  const app = express()
  const name = 'okta-middleware-app.sid'
  app.use(session({ name, secret: 'of this test app', resave: true, saveUninitialized: false }))
  app.use(oidc.router)
  app.get('/', (request, response) => {
    response.send(page(request.userContext ? 'Signed in' : 'Signed out', request.userContext))
  })
  app.get('/protected', oidc.ensureAuthenticated(), (request, response) => {
    response.send(page('Protected', request.userContext))
  })
  app.use((error, _request, response, _next) => {
    response.status(response.statusCode >= 400 ? response.statusCode : 500)
    response.send(page('Error', { error: String(error?.message ?? error) }))
  })
  return app
}

function page(title, context) {
  const shown = escaped(JSON.stringify(context ?? {}, null, 2))
  return `<!doctype html><title>${title}</title><h1>${title}</h1><pre id="context">${shown}</pre>
<form method="post" action="/logout"><button>Sign out</button></form>`
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
