import type { Cause } from './cause.ts'

/** Between us and a provider that people sign in through: the network and its documents. */
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
} as const satisfies Readonly<Record<string, Cause>>
