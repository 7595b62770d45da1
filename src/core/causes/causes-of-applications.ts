import type { Cause } from './cause.ts'

/** When an application asks us for a person or for tokens. */
export const CAUSES_OF_APPLICATIONS = {
  redirect_uri_not_registered: {
    title: 'The redirect URI is not registered',
    sentence: '{application} asked to be answered at an address that is not registered for it.',
    expected: 'a registered address',
    received: 'nothing',
    application: { text: 'Send the registered redirect_uri, letter by letter.' },
    here: {
      setting: 'application',
      text: 'If the address is right, add it to the sign-in redirect URIs.',
      paste: '{received}',
    },
  },
  redirect_uri_spelling: {
    title: 'The redirect URI differs by {difference}',
    sentence:
      'The redirect URI that {application} sent and a registered one differ by {difference}, and they are compared letter by letter.',
    application: { text: 'Send the registered address.', paste: '{nearest}' },
    here: {
      setting: 'application',
      text: 'Or register the address as it is sent.',
      paste: '{received}',
    },
  },
  redirect_uri_behind_proxy: {
    title: 'A proxy hides the application’s address from it',
    sentence:
      'The redirect URI that {application} sent differs from a registered one by {difference} alone: the application makes it from what its proxy tells it, and is told the wrong thing.',
    application: {
      text: 'Let the proxy send X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port (or Host with its port), and let the application trust them; or set the application’s own address in its settings.',
      paste: '{nearest}',
    },
    here: {
      setting: 'application',
      text: 'Register the other address only if people really use it.',
      paste: '{received}',
    },
  },
  not_assigned: {
    title: 'The person is not assigned to the application',
    sentence: '{person} is signed in, and not assigned to {application}.',
    expected: 'an assignment to the application',
    received: 'none',
    here: {
      setting: 'application_assignments',
      text: 'Assign the person, or a group that they are in.',
    },
  },
  access_policy: {
    title: 'No access policy allows it',
    sentence:
      'No access policy of the authorization server allows {application} what it asked for, for this person.',
    expected: 'a policy that allows it',
    received: 'none that does',
    here: {
      setting: 'authorization_servers',
      text: 'Add a policy for this application, and in it a rule for its grant, the person’s groups and the scopes.',
    },
  },
  pkce_missing: {
    title: 'PKCE is missing',
    sentence: '{application} must use PKCE, and sent no code_challenge.',
    expected: 'a code_challenge, with S256',
    received: 'nothing',
    application: {
      text: 'Turn on PKCE with S256 in the library.',
      paste: 'code_challenge_method=S256',
    },
    here: {
      setting: 'application',
      text: 'An application that can keep a secret may be let off; one that cannot, never.',
    },
  },
  response_type_unknown: {
    title: 'There is no such response type',
    sentence: '{application} asked for a response type that no application may have here.',
    application: { text: 'Ask for a code, which is the safest.', paste: 'response_type=code' },
  },
  response_type_not_allowed: {
    title: 'The response type is not allowed for the application',
    sentence: '{application} asked for a response type that its grant types do not allow.',
    application: { text: 'Ask for a code, which is the safest.', paste: 'response_type=code' },
    here: {
      setting: 'application',
      text: 'Or tick the grant type that goes with it; tokens in the address need Implicit (hybrid).',
    },
  },
  grant_not_allowed: {
    title: 'The grant type is not allowed for the application',
    sentence: '{application} asked for tokens by a grant that is not ticked for it.',
    application: { text: 'Use a grant that is ticked.' },
    here: { setting: 'application', text: 'Or tick the grant type.', paste: '{received}' },
  },
  scope_unknown: {
    title: 'A scope is not known, or not granted',
    sentence:
      '{application} asked for a scope that this authorization server does not have, or that was not granted before.',
    application: { text: 'Leave the scope away, or ask the server that has it.' },
    here: { setting: 'authorization_servers', text: 'See which scopes the server has.' },
  },
  nobody_signed_in: {
    title: 'Nobody is signed in, and nobody may be asked',
    sentence:
      '{application} asked whether somebody is signed in without showing anything (prompt=none), and nobody is, or not recently enough.',
    expected: 'somebody signed in, recently enough',
    received: 'nobody',
    application: {
      text: 'This is an answer, not a fault: start a sign-in that shows itself. In hidden frames, browsers that block third-party cookies show no session; renew by refresh tokens instead.',
    },
  },
  another_person: {
    title: 'Another person is signed in than was asked for',
    sentence:
      '{application} asked for one person, by id_token_hint or the claim sub, and another one is signed in.',
    expected: 'the person who was asked for',
    received: 'another one',
    application: { text: 'Leave the hint away where anybody may come; else sign out first.' },
  },
  consent_missing: {
    title: 'The person has not consented',
    sentence:
      '{application} needs the person’s consent, and could not ask for it or did not get it.',
    expected: 'consent',
    received: 'none',
    application: { text: 'Start a sign-in that shows itself, so that the person can be asked.' },
    here: {
      setting: 'application',
      text: 'An application of your own needs no consent: leave Require consent off.',
    },
  },
  code_used: {
    title: 'The code was used already',
    sentence:
      '{application} sent a code for the second time; every token made from it was revoked.',
    expected: 'a code that was not used yet',
    received: 'a used one',
    application: {
      text: 'Exchange a code once: look for a page that is loaded twice, or a retry on failure.',
    },
  },
  code_expired: {
    title: 'The code is too old or unknown',
    sentence:
      '{application} sent a code that this authorization server has not given out, or more than five minutes ago.',
    expected: 'a code given out here within the last five minutes',
    received: 'another one',
    application: {
      text: 'Exchange the code at once, at the authorization server that gave it out.',
    },
  },
  code_redirect_uri: {
    title: 'Another redirect URI at the token endpoint',
    sentence:
      '{application} exchanged the code with another redirect URI, or as another client, than it was asked for with.',
    expected: 'the redirect URI and client ID of the request',
    received: 'others',
    application: { text: 'Send the same redirect_uri and client_id in both requests.' },
  },
  verifier_missing: {
    title: 'The PKCE verifier is missing',
    sentence:
      '{application} asked for the code with a code_challenge, and exchanged it without a code_verifier.',
    expected: 'the verifier of this attempt',
    received: 'none',
    application: {
      text: 'Keep the verifier until the code is exchanged, where the exchange can read it.',
    },
  },
  verifier_unasked: {
    title: 'A PKCE verifier without a challenge',
    sentence:
      '{application} exchanged the code with a code_verifier, and the request for it had come without a code_challenge.',
    expected: 'no verifier, or a challenge before it',
    received: 'a verifier alone',
    application: {
      text: 'Send code_challenge and code_challenge_method in the request; if they are sent, something on the way takes them off the address, as an attacker would.',
      paste: 'code_challenge_method=S256',
    },
  },
  verifier_wrong: {
    title: 'The PKCE verifier does not fit',
    sentence:
      '{application} sent a code_verifier that does not belong to the code_challenge of this attempt.',
    expected: 'the verifier of this attempt',
    received: 'another one',
    application: {
      text: 'Keep one verifier for each attempt: two tabs that share one storage overwrite each other’s.',
    },
  },
  refresh_token_unusable: {
    title: 'The refresh token is used up or gone',
    sentence:
      '{application} sent a refresh token that was replaced, has expired or was revoked; one that comes back after its replacement may have been stolen, so the whole family ends.',
    expected: 'the newest refresh token',
    received: 'another one',
    application: {
      text: 'Keep the newest refresh token, and renew one at a time; the person signs in again.',
    },
    here: {
      setting: 'application',
      text: 'Several tabs that renew at once need a grace period, or a persistent token.',
    },
  },
  tile_not_from_here: {
    title: 'The application is not opened from here',
    sentence:
      'The tile of {application} was opened, and the application is inactive or set to App Only.',
    expected: 'an active application that is opened from here',
    received: 'one that is not',
    here: {
      setting: 'application',
      text: 'Set Login initiated by to Either Okta or App, with an initiate login URI.',
    },
  },
  tile_unknown: {
    title: 'There is no such tile',
    sentence: 'A tile’s address was opened that belongs to no application of this organization.',
    expected: 'the address of a tile',
    received: 'another one',
    here: { setting: 'application', text: 'Copy the embed link of the application anew.' },
  },
  request_forgotten: {
    title: 'The application’s request is forgotten',
    sentence:
      'The person came back to a request of an application that is finished, too old, or was begun in another browser, or the browser has lost its cookies.',
    expected: 'a request that is waiting',
    received: 'none',
    application: {
      text: 'Start again from the application. A bookmark must be of the application, not of the login screen.',
    },
  },
  request_uri_unusable: {
    title: 'The pushed request is too old, used or unknown',
    sentence:
      '{application} sent the browser with a request_uri that was not given out here, was used already, or is more than a minute old.',
    expected: 'a request pushed within the last minute, once',
    received: 'another one',
    application: {
      text: 'Push the request when the person asks to sign in, and send the browser at once; a page that is opened again needs a new one.',
    },
  },
  request_invalid: {
    title: 'The application’s request is not as it has to be',
    sentence: 'Something in the request of {application} is missing or wrong: {received}.',
    expected: 'a request as the standard has it',
    application: { text: 'Mend what the error names.' },
  },
} as const satisfies Readonly<Record<string, Cause>>
