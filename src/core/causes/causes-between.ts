import type { Cause } from './cause.ts'

const ALWAYS_RS256 =
  'It signs ID tokens with RS256, and has no setting for it: look for something in between that answers in its place.'

/** Between us and a provider that people sign in through: the network, its documents, its tokens. */
export const CAUSES_BETWEEN = {
  provider_down: {
    title: 'The provider is down',
    sentence: '{provider} did not answer, or answered that it is out of order.',
    expected: 'an answer',
    there: {
      place: 'status',
      text: 'See whether it is up, for everybody or for this server alone.',
    },
    here: {
      setting: 'server',
      text: 'Try the address from the host of this server; a firewall or an egress proxy may stand in between.',
      paste: '{asked}',
    },
  },
  provider_slow: {
    title: 'The provider is too slow',
    sentence: '{provider} gave no complete answer within the five seconds that it is waited for.',
    expected: 'a complete answer within five seconds',
    there: { place: 'status', text: 'See whether it is slow for everybody.' },
    here: {
      setting: 'server',
      text: 'Try the address from the host of this server: packets that a firewall swallows look the same.',
      paste: '{asked}',
    },
  },
  dns: {
    title: 'The provider’s name is not found',
    sentence: 'This server cannot find an address for the host name of {provider}.',
    expected: 'an address',
    there: { place: 'issuer', text: 'Compare the host name, letter by letter.' },
    here: {
      setting: 'connection',
      text: 'Correct the well-known URL. If it is right, give this server a DNS resolver that knows the name.',
    },
  },
  tls_certificate: {
    title: 'The provider’s TLS certificate is not accepted',
    sentence: 'The certificate that {provider} showed cannot be verified: {received}.',
    expected: 'a certificate that can be verified',
    there: {
      place: 'status',
      text: 'Serve the whole chain, for this host name and not expired.',
    },
    here: {
      setting: 'server',
      text: 'For a certificate authority of your own, name its file in NODE_EXTRA_CA_CERTS and start this server again.',
    },
  },
  address_not_allowed: {
    title: 'The provider’s address may not be reached from here',
    sentence: 'The address of {provider} is not one that this server may connect to: {received}.',
    expected: 'a public address, or one that outbound.allow lists',
    here: {
      setting: 'server',
      text: 'If this provider is meant to be inside your network, list its host under outbound.allow in latchkey.yaml.',
      paste: '{host}',
    },
  },
  answer_unusable: {
    title: 'The provider’s answer cannot be read',
    sentence: '{provider} answered with something that is not the JSON that belongs there.',
    expected: 'JSON of at most 1 MiB, not packed, from this very address',
    there: {
      place: 'status',
      text: 'Open the address: a maintenance page, a sign-in portal or a proxy may answer in the provider’s place.',
    },
    here: {
      setting: 'connection',
      text: 'Check that the well-known URL leads to the provider itself.',
    },
  },
  document_not_found: {
    title: 'The provider’s document or its keys are not there',
    sentence: '{provider} has nothing at the address where its document or its keys should lie.',
    there: { place: 'issuer', text: 'Copy the address of the discovery document from here.' },
    here: { setting: 'connection', text: 'Correct the well-known URL.' },
  },
  discovery_incomplete: {
    title: 'The provider’s document lacks something',
    sentence: 'The document of {provider} does not offer what a sign-in needs: {check}.',
    there: {
      place: 'issuer',
      text: 'The provider must offer the authorization code flow with S256, over https, with public keys.',
    },
    here: { setting: 'connection', text: 'Check that the well-known URL is the right one.' },
  },
  issuer_spelling: {
    title: 'The issuer differs by {difference}',
    sentence:
      'The issuer of this connection and the one that {provider} names differ by {difference}, and they are compared letter by letter.',
    there: { place: 'issuer', text: 'See how the issuer is spelled here.' },
    here: {
      setting: 'connection',
      text: 'Enter the well-known URL of exactly that issuer, and save.',
      paste: '{wellKnownUrlReceived}',
    },
  },
  issuer_server: {
    title: 'Organization server against custom server',
    sentence:
      'One of the two issuers is the organization’s authorization server and the other is a custom one; each has its own tokens, keys and scopes.',
    there: {
      place: 'issuer',
      text: 'Decide on one: the organization’s address, or a server’s such as …/oauth2/default.',
    },
    here: {
      setting: 'connection',
      text: 'Enter the well-known URL of the server that the tokens shall come from.',
      paste: '{wellKnownUrlReceived}',
    },
  },
  issuer_mismatch: {
    title: 'Another issuer',
    sentence: '{provider} names another issuer than this connection was saved with.',
    there: {
      place: 'issuer',
      text: 'See which issuer is the right one; a custom domain counts as another.',
    },
    here: {
      setting: 'connection',
      text: 'If the provider was moved on purpose, enter its new well-known URL.',
      paste: '{wellKnownUrlReceived}',
    },
  },
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
