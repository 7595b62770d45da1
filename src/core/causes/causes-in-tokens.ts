import type { Cause } from './cause.ts'

const ALWAYS_RS256 =
  'It signs ID tokens with RS256, and has no setting for it: look for something in between that answers in its place.'

/** What a provider's tokens and answers about a person are refused for. */
export const CAUSES_IN_TOKENS = {
  audience_mismatch: {
    title: 'The ID token is for another client',
    sentence: 'The ID token of {provider} was made for another client ID than this connection has.',
    there: {
      place: 'client_id',
      text: 'Copy the client ID of the application made for this connection.',
    },
    here: { setting: 'connection', text: 'Compare the client ID, and save the right one.' },
  },
  clock_skew: {
    title: 'The clocks differ',
    sentence:
      'By its times the ID token is not valid now: the clocks of this server and of {provider} differ by {seconds}, and 30 seconds are tolerated. By the Date of its answer they differ by {dateSeconds} seconds.',
    there: {
      place: 'status',
      text: 'Cloud providers keep exact time. If you run the provider yourself, set its clock by NTP.',
    },
    here: {
      setting: 'server',
      text: 'Set the clock of this server’s host by NTP, and look at it again: timedatectl shows whether it is synchronized.',
      paste: 'timedatectl',
    },
  },
  nonce_mismatch: {
    title: 'The nonce is not the one that was sent',
    sentence:
      'The ID token of {provider} does not carry the nonce of this attempt, so it may have been made for another one.',
    there: {
      place: 'log',
      text: 'If it is the rule, the provider or a proxy in front of it answers from a cache.',
    },
    here: {
      setting: 'connection',
      text: 'Nothing to set: try again, and tell the provider’s maker if it stays.',
    },
  },
  logout_token_unknown: {
    title: 'A logout token for no connection',
    sentence:
      'Somebody sent a logout token whose issuer and client ID are those of no connection here, so it ended nothing.',
    expected: 'issuer and client ID of a connection',
    there: {
      place: 'issuer',
      text: 'If it is a provider of yours, register this back-channel logout address with the client that the connection uses.',
      paste: '{organizationUrl}/sso/openid/backchannel-logout',
    },
    here: {
      setting: 'connection',
      text: 'Compare issuer and client ID of its connection with what came.',
    },
  },
  logout_token_refused: {
    title: 'A logout token that does not pass the checks',
    sentence:
      'A logout token came that is not as Back-Channel Logout wants it, so it ended nothing: {received}.',
    expected: 'a logout token signed by the provider, made lately and sent once',
    there: {
      place: 'log',
      text: 'If it comes from the provider, its log shows what it sent. Anybody may send such a request; one that fails harms nobody.',
    },
    here: {
      setting: 'connection',
      text: 'Nothing to set, if signing out at the provider ends sessions here.',
    },
  },
  sign_in_not_anew: {
    title: 'The provider did not ask the person to sign in again',
    sentence:
      'A sign-in anew was asked for, and {provider} sent the person back with a session of before.',
    there: {
      place: 'log',
      text: 'It shows which rule let the session of before count. The provider must honour prompt=login.',
    },
    here: {
      setting: 'connection',
      text: 'Nothing to set: an application, or the console, wanted proof that the person is there.',
    },
  },
  key_unknown: {
    title: 'Signed with a key that is not published',
    sentence: '{provider} signed the ID token with a key that is not among those it publishes.',
    there: {
      place: 'signing',
      text: 'Compare the keys that are published with the kid of the token; after a change of keys, a cache in between may show old ones.',
    },
    here: {
      setting: 'connection',
      text: 'Check that the well-known URL is that of the server that signs: two servers of one company have different keys.',
    },
  },
  key_unnamed: {
    title: 'The ID token does not say which key signed it',
    sentence:
      '{provider} publishes several keys, and its ID token does not name one of them by kid, as it has to then.',
    there: {
      place: 'signing',
      text: 'Let ID tokens carry kid, or publish one key of this algorithm alone.',
    },
  },
  signature_wrong: {
    title: 'The signature does not fit',
    sentence:
      'The ID token of {provider} was changed after it was signed, or signed with another key.',
    there: {
      place: 'signing',
      text: 'Compare the keys. If they are right, somebody in between changes what passes.',
    },
    here: {
      setting: 'connection',
      text: 'Check that the well-known URL is that of the server that signs.',
    },
  },
  algorithm_not_allowed: {
    title: 'The signature’s algorithm is not allowed',
    sentence:
      'The ID token of {provider} is signed in a way that is not accepted; only key pairs are, RS256 above all, and only those that its document offers.',
    there: {
      place: 'signing',
      text: 'Set the algorithm of ID tokens to RS256.',
      inWordsOf: {
        okta: ALWAYS_RS256,
        entra: ALWAYS_RS256,
        google: ALWAYS_RS256,
        auth0: 'Set JsonWebToken Signature Algorithm to RS256.',
      },
      paste: 'RS256',
      pasteAt: ['keycloak', 'auth0', 'generic'],
    },
  },
  id_token_missing: {
    title: 'No ID token',
    sentence: '{provider} answered without an ID token.',
    there: {
      place: 'scopes',
      text: 'Let the scope openid be granted; without it this is OAuth alone, and says nothing of a person.',
      paste: 'openid',
    },
    here: { setting: 'connection', text: 'Check that the client is one of OpenID Connect.' },
  },
  id_token_unusable: {
    title: 'The ID token is not as it has to be',
    sentence: 'The ID token of {provider} did not pass a check: {check}.',
    there: {
      place: 'claims',
      text: 'See what the provider puts into ID tokens, and mend what the check names.',
    },
  },
  userinfo_other_person: {
    title: 'Userinfo tells of somebody else',
    sentence:
      'The userinfo endpoint of {provider} answered for another person than the ID token, so nothing of it is believed.',
    there: {
      place: 'claims',
      text: 'The two must have the same sub. A rule that changes sub in one of them must change it in both.',
    },
  },
  userinfo_unusable: {
    title: 'Userinfo cannot be believed',
    sentence: 'What the userinfo endpoint of {provider} answered did not pass a check: {check}.',
    there: {
      place: 'signing',
      text: 'Where userinfo is signed, let it be by a published key, RS256 above all, for this client; or let it be plain JSON.',
    },
  },
  userinfo_refused: {
    title: 'Userinfo did not answer',
    sentence:
      'The userinfo endpoint of {provider} did not accept the access token that it had just made.',
    there: {
      place: 'scopes',
      text: 'Let the scopes profile and email be granted to this client.',
      paste: 'openid profile email',
    },
    here: { setting: 'connection', text: 'Check the scopes that this connection asks for.' },
  },
} as const satisfies Readonly<Record<string, Cause>>
