import type { Cause } from './cause.ts'

/** What a provider that people sign in through refuses, or never answers. */
export const CAUSES_AT_PROVIDER = {
  never_came_back: {
    title: 'Nobody came back from the provider',
    sentence:
      'The browser was sent to {provider} and did not come back within ten minutes: {provider} showed an error page of its own, most often because the redirect URI is not registered there, or the person gave up.',
    there: {
      place: 'redirect_uris',
      text: 'Register exactly this address; http or https, port, path and a slash at the end all count.',
      inWordsOf: {
        okta: 'Add exactly this address. Okta shows “400 BAD REQUEST” where it is missing, and names what it received in no log of ours.',
        entra: 'Add exactly this address. Entra ID shows AADSTS50011 where it is missing.',
        google:
          'Add exactly this address. Google shows “Error 400: redirect_uri_mismatch” where it is missing.',
      },
      paste: '{redirectUri}',
    },
    here: {
      setting: 'connection',
      text: 'Compare the client ID as well: an unknown one ends on the same page.',
    },
  },
  provider_not_assigned: {
    title: 'The person is not assigned at the provider',
    sentence: '{provider} knows the person, but they are not assigned to the application there.',
    there: {
      place: 'assignments',
      text: 'Assign the person, or a group that they are in.',
      inWordsOf: {
        entra: 'Add the person or a group, or set “Assignment required?” to No under Properties.',
        google: 'Set the user type to Internal, or add the person to the test users.',
      },
    },
  },
  provider_policy_missing: {
    title: 'No access policy at the custom authorization server',
    sentence:
      'No access policy of the authorization server at {provider} allows this application and person; a custom server without a policy and a rule refuses everybody.',
    there: {
      place: 'access_policy',
      text: 'Allow this client and the grant of the authorization code.',
      inWordsOf: {
        okta: 'Add a policy that includes this client (or all clients), and in it a rule that allows Authorization Code, the person’s groups and the scopes.',
      },
      paste: '{clientId}',
    },
    here: {
      setting: 'connection',
      text: 'Or use the organization’s own server, which needs no policy.',
      paste: '{orgWellKnownUrl}',
    },
  },
  provider_scopes_rejected: {
    title: 'The access policy allows none of the scopes',
    sentence:
      'An access policy of {provider} applies, and its rule allows none of the scopes that were asked for.',
    there: {
      place: 'access_policy',
      text: 'Add these scopes to the rule, or allow any.',
      paste: '{scopes}',
    },
    here: { setting: 'connection', text: 'Or ask for fewer scopes.' },
  },
  provider_scope_unknown: {
    title: 'The provider does not know a scope',
    sentence: '{provider} does not have one of the scopes that this connection asks for: {scopes}.',
    there: {
      place: 'scopes',
      text: 'Add the scope, or leave it away here.',
      inWordsOf: {
        okta: 'A custom authorization server has no scope groups of its own: add it there, or leave it away here and send groups by a claim.',
        google: 'Google has no scope groups.',
      },
    },
    here: { setting: 'connection', text: 'Leave the scope away that the provider does not have.' },
  },
  provider_response_type: {
    title: 'The client may not use codes',
    sentence: '{provider} does not allow this client to sign people in with an authorization code.',
    there: {
      place: 'grant_types',
      text: 'Tick Authorization Code. An application made as a single-page app or as a service may have to be made anew as a web application.',
      inWordsOf: {
        entra: 'Register the redirect URI under the platform Web, not Single-page application.',
        keycloak: 'Turn Standard flow on.',
      },
    },
  },
  provider_refused_person: {
    title: 'The provider did not let the person in',
    sentence: '{provider} refused, or the person turned back there: {received}.',
    there: { place: 'log', text: 'Its own log says why, at the time of this attempt.' },
  },
  provider_wants_person: {
    title: 'The provider wants to ask the person something',
    sentence:
      '{provider} could not go on without asking the person, and was not allowed to: {received}.',
    there: {
      place: 'log',
      text: 'See which consent or factor is missing; consent for everybody is given by an administrator.',
    },
  },
  provider_fault: {
    title: 'The provider says that it is out of order',
    sentence: '{provider} answered with an error of its own: {received}.',
    there: {
      place: 'status',
      text: 'See whether it is out of order for everybody, and try again.',
    },
  },
  provider_refused_request: {
    title: 'The provider did not accept the request',
    sentence: '{provider} found something wrong with what it was asked: {received}.',
    there: { place: 'log', text: 'Its own log names the parameter, at the time of this attempt.' },
    here: { setting: 'connection', text: 'Compare client ID, scopes and client authentication.' },
  },
  answer_without_code: {
    title: 'The answer has no code that can be used',
    sentence: 'The browser came back from {provider} with no single code: {received}.',
    there: {
      place: 'grant_types',
      text: 'Allow the authorization code flow, with the response type code. If it is allowed, something in between changes the address.',
    },
  },
  client_unknown: {
    title: 'The provider does not know the client ID',
    sentence: '{provider} has no application with the client ID of this connection.',
    there: { place: 'client_id', text: 'Copy the client ID from here.' },
    here: {
      setting: 'connection',
      text: 'Save the right client ID, and check that the well-known URL is that of the same tenant.',
    },
  },
  client_secret_wrong: {
    title: 'The client secret is wrong',
    sentence:
      '{provider} did not accept the client ID and client secret of this connection, or not the way in which they are sent.',
    there: {
      place: 'client_secret',
      text: 'Copy the secret of this client, or make a new one.',
      inWordsOf: {
        okta: 'Copy an active secret, or choose Generate new secret. If Client authentication says Public key / Private key, there is no secret to use.',
        entra:
          'Make a new client secret and copy its Value; the Secret ID beside it is not the secret.',
        google:
          'Choose Add secret and copy it at once: a secret is shown when it is made, and never again.',
      },
    },
    here: {
      setting: 'connection',
      text: 'Paste it as the client secret. If it is right, change how it is sent (header or body).',
    },
  },
  client_secret_expired: {
    title: 'The client secret has expired',
    sentence:
      '{provider} says that the client secret of this connection has expired or was deactivated.',
    there: {
      place: 'client_secret',
      text: 'Make a new secret.',
      inWordsOf: {
        okta: 'Choose Generate new secret, and deactivate the old one once the new one works.',
        entra: 'Choose New client secret, copy its Value at once, and note when it expires.',
        google:
          'Choose Add secret, copy it at once, and disable the old one once the new one works.',
      },
    },
    here: { setting: 'connection', text: 'Paste the new secret.' },
  },
  client_secret_missing: {
    title: 'The connection has no secret',
    sentence: 'This connection authenticates with a secret or a key, and has none.',
    there: { place: 'client_secret', text: 'Make a secret.' },
    here: { setting: 'connection', text: 'Enter it.' },
  },
  code_refused: {
    title: 'The provider did not accept the code',
    sentence:
      '{provider} did not accept the code that the browser brought back: it is good for one use, a few minutes, this client and this redirect URI.',
    there: { place: 'log', text: 'Its own log says which of these it was.' },
    here: {
      setting: 'connection',
      text: 'If it is the rule, compare the client ID and the redirect URI at both ends.',
      paste: '{redirectUri}',
    },
  },
  groups_scope_not_asked: {
    title: 'No groups: the scope is not asked for',
    sentence:
      'Groups are wanted from {provider} and none came: this connection does not ask for the scope groups.',
    there: {
      place: 'groups_filter',
      text: 'Let the claim be sent.',
      inWordsOf: {
        okta: 'Set the filter to the groups to send, such as groups, Matches regex, .* for all.',
        google: 'Google sends no groups in tokens, whatever is asked for.',
        entra:
          'Entra ID needs no scope for it: add the claim, and it sends object IDs unless told otherwise.',
        auth0:
          'Add the claim in an Action under a name with a namespace, and enter that name here.',
      },
    },
    here: { setting: 'connection', text: 'Add groups to the scopes.', paste: 'groups' },
  },
  groups_filter_missing: {
    title: 'No groups: the claim is not sent',
    sentence:
      'Groups are wanted from {provider}, the scope was asked for, and the claim {groupsClaim} did not come.',
    there: {
      place: 'groups_filter',
      text: 'Let the claim be sent in the ID token or at userinfo.',
      inWordsOf: {
        okta: 'The organization’s server sends what the filter of the application lets through: set it to groups, Matches regex, .* for all.',
        google: 'Google sends no groups in tokens.',
        keycloak:
          'Name the claim in the mapper, and add it to the ID token or to userinfo; with Full group path on, names begin with a slash.',
        auth0:
          'Add the claim in an Action under a name with a namespace, and enter that name here.',
      },
      paste: '.*',
      pasteAt: ['okta'],
    },
    here: { setting: 'connection', text: 'If the claim has another name there, enter that name.' },
  },
  groups_overage: {
    title: 'No groups: there are too many of them',
    sentence:
      'Groups are wanted from {provider}, and the person is in more of them than a token holds: it said where to ask for them instead (overage).',
    there: {
      place: 'groups_filter',
      text: 'Send only the groups that are assigned to the application.',
      inWordsOf: { entra: 'Choose “Groups assigned to the application” in the groups claim.' },
    },
    here: { setting: 'connection', text: 'Or map application roles instead of groups.' },
  },
  groups_claim_not_defined: {
    title: 'No groups: the custom server has no such claim',
    sentence:
      'Groups are wanted from {provider}, and its custom authorization server sent no claim {groupsClaim}; the filter of the application does not count there.',
    there: {
      place: 'groups_claim',
      text: 'Add a claim for the ID token, always included, of the value type Groups, with a filter such as Matches regex .*',
      paste: '{groupsClaim}',
    },
    here: {
      setting: 'connection',
      text: 'Leave the scope groups away unless that server has one: it refuses scopes it does not know.',
    },
  },
} as const satisfies Readonly<Record<string, Cause>>
