// Hands what the page asks for to the browser's passkeys, and sends the form with its answer. Sent as it
// stands here.
const asked = document.querySelector('[data-passkey]')
const form = asked.closest('form')
const said = asked.querySelector('[role=status]')
const options = JSON.parse(asked.dataset.options)
const isNew = asked.dataset.passkey === 'new'
let waiting

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const withBytes = (list) => list?.map((one) => ({ ...one, id: fromText(one.id) }))

/** By hand, for browsers without PublicKeyCredential.parse…FromJSON. */
function parse() {
  const { challenge, user, excludeCredentials, allowCredentials, ...more } = options
  return {
    ...more,
    challenge: fromText(challenge),
    ...(user && { user: { ...user, id: fromText(user.id) } }),
    ...(excludeCredentials && { excludeCredentials: withBytes(excludeCredentials) }),
    ...(allowCredentials && { allowCredentials: withBytes(allowCredentials) }),
  }
}

function toJson({ id, rawId, type, response }) {
  const answer = { clientDataJSON: toText(response.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) answer[name] = toText(response[name])
  }
  const transports = response.getTransports?.()
  if (transports) answer.transports = transports
  return { id, rawId: toText(rawId), type, clientExtensionResults: {}, response: answer }
}

async function ask(more) {
  waiting?.abort()
  waiting = new AbortController()
  const wish = { publicKey: parse(), signal: waiting.signal, ...more }
  const { credentials } = navigator
  const credential = await (isNew ? credentials.create(wish) : credentials.get(wish))
  form.elements.credential.value = JSON.stringify(toJson(credential))
  form.submit()
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  said.textContent = ''
  try {
    await ask()
  } catch (error) {
    if (error.name === 'AbortError') return
    said.textContent =
      error.name === 'InvalidStateError'
        ? 'This device has a passkey of yours already.'
        : 'No passkey was used. Try again when you are ready.'
  }
})

if (!globalThis.PublicKeyCredential) {
  said.textContent = 'This browser has no passkeys.'
} else if (asked.dataset.passkey === 'offer') {
  // Offered in the list of the username's field, while nothing else happens.
  PublicKeyCredential.isConditionalMediationAvailable?.()
    .then((can) => can && ask({ mediation: 'conditional' }))
    .catch(() => {})
}
