/* global OktaAuth */
const element = (id) => document.getElementById(id)
const show = (id, value) => {
  element(id).textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** Runs one call of the library and shows what came of it. */
function on(button, work) {
  element(button).addEventListener('click', () => run(work))
}

async function run(work) {
  show('error', '')
  show('answer', '')
  try {
    await work()
  } catch (error) {
    show('error', `${error.name}: ${error.errorCode ?? ''} ${error.message}`)
  }
}

function showTokens(tokens) {
  show('claims', tokens.idToken?.claims ?? '')
  show('access-token', tokens.accessToken?.accessToken ?? '')
  show('state', tokens.idToken ? 'signed in' : 'signed out')
}

function renewed() {
  show('renewals', String(Number(element('renewals').textContent) + 1))
}

async function main() {
  const application = await (await fetch('/application.json')).json()
  const auth = new OktaAuth(application)
  const stored = () => showTokens(auth.tokenManager.getTokensSync())

  on('sign-in', () => auth.signInWithRedirect({ originalUri: '/' }))
  on('sign-out', () => auth.signOut())
  on('renew', async () => {
    const { tokens } = await auth.token.getWithoutPrompt()
    auth.tokenManager.setTokens(tokens)
    stored()
    renewed()
  })
  on('renew-tokens', async () => {
    auth.tokenManager.setTokens(await auth.token.renewTokens())
    stored()
    renewed()
  })
  on('userinfo', async () => show('answer', await auth.token.getUserInfo()))
  on('introspect', async () => {
    // Without the token given, okta-auth-js 8.0.1 looks for it in a promise and never finds it.
    const { accessToken } = auth.tokenManager.getTokensSync()
    show('answer', await auth.token.introspect('accessToken', accessToken))
  })
  on('session', async () => show('answer', await auth.session.get()))
  on('close-session', async () => show('answer', { closed: await auth.closeSession() }))
  on('revoke', async () => show('answer', { revoked: await auth.revokeAccessToken() }))

  await run(async () => {
    if (auth.isLoginRedirect()) {
      const { tokens } = await auth.token.parseFromUrl()
      auth.tokenManager.setTokens(tokens)
    }
    // Signing out only marks the tokens; the service that this starts takes them away afterwards.
    await auth.start()
  })
  stored()
}

void main()
