import { type Fault, without } from './fault.ts'

const refused = (error: string, description: string) => (answer: Record<string, string>) => ({
  ...without(answer, 'code'),
  error,
  error_description: description,
})

/** What may come back to the redirect address other than a code for this attempt. */
export const REDIRECT_FAULTS = {
  error_access_denied: {
    does: 'error=access_denied, with markup in the description',
    redirect: refused('access_denied', '<img src=x onerror=alert(1)> User is not assigned.'),
  },
  error_server_error: {
    does: 'error=server_error, with a script in the description',
    redirect: refused('server_error', '<script>alert(1)</script> Something broke.'),
  },
  error_login_required: {
    does: 'error=login_required',
    redirect: refused('login_required', 'The client specified not to prompt.'),
  },
  error_temporarily_unavailable: {
    does: 'error=temporarily_unavailable',
    redirect: refused('temporarily_unavailable', 'Try again later.'),
  },
  error_with_markup_in_code: {
    does: 'an error code that is itself markup and very long',
    redirect: refused(`<b>${'x'.repeat(3_000)}</b>`, 'd'.repeat(3_000)),
  },
  missing_state: { does: 'no state comes back', redirect: (a) => without(a, 'state') },
  wrong_state: {
    does: 'the state of another attempt',
    redirect: (a) => ({ ...a, state: 'of-another-attempt' }),
  },
  missing_code: { does: 'neither code nor error', redirect: (a) => without(a, 'code') },
  unknown_code: {
    does: 'a code that was never issued',
    redirect: (a) => ({ ...a, code: 'never-issued' }),
  },
  response_iss_wrong: {
    does: 'iss of another issuer beside the code (RFC 9207)',
    redirect: (a) => ({ ...a, iss: 'https://somebody-else.test' }),
  },
  response_iss_missing: {
    does: 'no iss beside the code, though the document promises it (RFC 9207 §2.4)',
    redirect: (a) => without(a, 'iss'),
  },
  mix_up: {
    does: 'sends the browser on to an honest provider, to be sent that provider’s code',
    authorize(state, response) {
      if (!state.mixUp) throw new Error('mix_up wants the option mixUp')
      const asked = new URL(response.req.url ?? '', state.issuer)
      const target = new URL(state.mixUp.authorizationEndpoint)
      target.search = asked.search
      target.searchParams.set('client_id', state.mixUp.clientId)
      response.writeHead(302, { location: target.href }).end()
      return 'handled'
    },
  },
} satisfies Record<string, Fault>
