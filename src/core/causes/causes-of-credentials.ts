import type { Cause } from './cause.ts'

/** When an application does not show that it is itself, or that it has the key of its tokens. */
export const CAUSES_OF_CREDENTIALS = {
  application_unknown: {
    title: 'The client ID is not known here, or is inactive',
    sentence: 'No active application of this organization has the client ID that was sent.',
    application: {
      text: 'Compare the client ID and the issuer: another organization’s applications are not known here.',
    },
    here: { setting: 'application', text: 'Activate the application, or create it.' },
  },
  application_secret_wrong: {
    title: 'The application’s client secret is wrong',
    sentence: '{application} sent a client secret that is not one of its active ones.',
    application: {
      text: 'Paste the secret anew; a space or a line’s end at its end counts, and so does a + that was not encoded.',
    },
    here: {
      setting: 'application',
      text: 'Make a new secret if the old one is lost; two may be active while you change over.',
    },
  },
  application_secret_deactivated: {
    title: 'The application’s client secret was deactivated',
    sentence: '{application} sent a client secret that was its own and has been deactivated.',
    application: { text: 'Give the application the new secret.' },
    here: {
      setting: 'application',
      text: 'Activate the old secret again until the application has the new one.',
    },
  },
  application_assertion: {
    title: 'The application’s signed assertion is not taken',
    sentence: '{application} sent a client_assertion that is not as it must be.',
    application: {
      text: 'Sign a new one for each request: aud the issuer, exp a few minutes ahead.',
    },
    here: { setting: 'application', text: 'See whether its present public key stands there.' },
  },
  application_auth_method: {
    title: 'The application authenticates in another way than it is set to',
    sentence:
      '{application} did not authenticate at the token endpoint in the way that is set for it.',
    application: {
      text: 'Set the client authentication of the library to the expected one.',
      paste: '{expected}',
    },
    here: { setting: 'application', text: 'Or choose the way that the application uses.' },
  },
  dpop_proof_missing: {
    title: 'A DPoP proof is missing',
    sentence:
      'The tokens of {application} are bound to a key, and the request came without a proof that it has the key.',
    application: {
      text: 'Turn on DPoP in the library: each request for tokens carries a DPoP header.',
      paste: 'DPoP',
    },
    here: {
      setting: 'application',
      text: 'Or do not require DPoP of it; whoever gets hold of its tokens can then use them.',
    },
  },
  dpop_proof_unfit: {
    title: 'A DPoP proof does not fit',
    sentence:
      '{application} sent a proof that is not for this request: of another key, for another address or method, used before, or by a clock that is off.',
    application: {
      text: 'Make a new proof for each request, with the key that the tokens are bound to, the address of this endpoint without its query (htu), and the nonce that the last answer gave in DPoP-Nonce.',
    },
  },
} as const satisfies Readonly<Record<string, Cause>>
