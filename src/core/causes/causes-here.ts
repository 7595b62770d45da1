import type { Cause } from './cause.ts'

/** At our own door, when somebody signs in here: the way back, the person, the password. */
export const CAUSES_HERE = {
  attempt_expired: {
    title: 'The attempt took too long',
    sentence: 'The person came back from {provider} after more than ten minutes.',
    here: {
      setting: 'organization',
      text: 'Nothing to set: they start again. If it is the rule, see what holds people up at the provider.',
    },
  },
  attempt_replayed: {
    title: 'The way back was used twice',
    sentence:
      'This attempt had come back already: a reloaded page, the Back button, a bookmark of the way back, or something that fetches links before people do.',
    here: {
      setting: 'organization',
      text: 'Nothing to set: they start again. If it is the rule, look for a link scanner or a proxy that repeats requests.',
    },
  },
  attempt_cookie_lost: {
    title: 'The attempt’s cookie was lost',
    sentence:
      'The answer belongs to an attempt that was begun here, and the browser did not send the cookie of that attempt: {cookieReason}.',
    here: {
      setting: 'server',
      text: 'Everybody must use the same address, https or http, host and port included; a proxy must pass Cookie and Set-Cookie on, and Host as the browser sent it.',
      paste: '{organizationUrl}',
    },
  },
  attempt_of_other_browser: {
    title: 'The way back was opened in another browser',
    sentence:
      'The answer belongs to an attempt that another browser began, and this browser has one of its own.',
    here: {
      setting: 'organization',
      text: 'Nothing to set: they start again in one browser. Links in mails and apps often open another one.',
    },
  },
  state_unknown: {
    title: 'The state was never sent from here',
    sentence:
      'The answer carries a state that this server did not send, or sent so long ago that it is forgotten: an old tab, another installation, or somebody who tries to sign a person in as somebody else.',
    there: {
      place: 'redirect_uris',
      text: 'If two installations share a client, each needs its own redirect URI; this is ours.',
      paste: '{callbackUri}',
    },
    here: {
      setting: 'connection',
      text: 'Check that nodes behind one address share one database.',
    },
  },
  state_missing: {
    title: 'The answer has no state',
    sentence:
      'Something came to the callback address without the state that every answer to us carries.',
    there: {
      place: 'login_flow',
      text: 'If a tile leads here, it has to lead to the initiate login URI.',
      paste: '{initiateUri}',
    },
    here: { setting: 'connection', text: 'Nothing to set: a sign-in begins at the login screen.' },
  },
  simplified_tile: {
    title: 'A “Simplified” tile posted an ID token',
    sentence:
      'A tile of {provider} posted an ID token that nobody here had asked for (Okta Simplified); such a token can be planted by anybody, so it is not accepted.',
    there: {
      place: 'login_flow',
      text: 'Let the tile lead to the initiate login URI instead of posting a token.',
      inWordsOf: {
        okta: 'Choose “Redirect to app to initiate login (OIDC Compliant)”, and enter this as Initiate login URI.',
      },
      paste: '{initiateUri}',
    },
  },
  tile_issuer_unknown: {
    title: 'A tile of a provider that is not connected',
    sentence:
      'The issuer that the tile named is not the issuer of any enabled connection here, or of several.',
    there: { place: 'issuer', text: 'Compare the issuer with those of the connections here.' },
    here: {
      setting: 'connection',
      text: 'Connect this provider, or correct the well-known URL of its connection.',
      paste: '{wellKnownUrlReceived}',
    },
  },
  callback_of_other_connection: {
    title: 'The answer came to another connection’s address',
    sentence:
      'The answer of {provider} came to the callback address of another connection; it might be another provider’s answer, so it is not used.',
    there: {
      place: 'redirect_uris',
      text: 'Register this connection’s own address.',
      paste: '{redirectUri}',
    },
    here: { setting: 'connection', text: 'See the redirect URI of this connection.' },
  },
  connection_off: {
    title: 'The connection is disabled, renamed or gone',
    sentence: 'The way of signing in that the browser asked for is not there, or not enabled.',
    expected: 'an enabled connection',
    received: 'none of this name',
    here: {
      setting: 'connection',
      text: 'Enable the connection; old links and bookmarks name it by its short name.',
    },
  },
  redirect_loop: {
    title: 'The sign-in goes round in circles',
    sentence:
      'The browser was signed in again and again within a minute and never sent the session cookie back, so every page asked it to sign in.',
    here: {
      setting: 'server',
      text: 'Use one address with one scheme; see that the proxy passes Cookie and Set-Cookie on, that pages are not shown in a frame, and that the browser allows cookies.',
      paste: '{organizationUrl}',
    },
  },
  person_deactivated: {
    title: 'The person is deactivated',
    sentence: '{person} proved who they are, and their account here is deactivated.',
    here: { setting: 'person', text: 'Activate the account if they should have access.' },
  },
  person_suspended: {
    title: 'The person is suspended',
    sentence: '{person} proved who they are, and their account here is suspended.',
    here: { setting: 'person', text: 'End the suspension if they should have access again.' },
  },
  person_staged: {
    title: 'The person is not activated yet',
    sentence: '{person} proved who they are, and their account here has not been activated yet.',
    here: { setting: 'person', text: 'Activate the account.' },
  },
  sign_up_off: {
    title: 'Sign-up is off',
    sentence:
      '{person} has no account here, and none is made at a first sign-in: that is how the {signUpAt} is set.',
    here: {
      setting: 'people',
      text: 'Add the person, or let first sign-ins make accounts in the organization and in the connection.',
    },
  },
  domain_not_allowed: {
    title: 'The e-mail address’s domain is not allowed',
    sentence:
      'First sign-ins make accounts for some domains alone, and what {provider} sent is not a checked address of one of them: {received}.',
    here: {
      setting: 'organization',
      text: 'Add the domain if its people should have accounts. An address counts that the provider says it has checked, or whose domain the connection is trusted for.',
      paste: '{domain}',
    },
  },
  domain_not_trusted: {
    title: 'The connection is not trusted for the e-mail address’s domain',
    sentence:
      'Somebody here has this address already, and {provider} is not trusted to vouch for addresses of its domain, so it may not be tied to that account.',
    here: {
      setting: 'connection',
      text: 'If this provider checks the addresses of this domain itself, add the domain to the trusted domains of the connection.',
      paste: '{domain}',
    },
  },
  linking_refused: {
    title: 'An account is there already, and is not linked',
    sentence:
      'Somebody here has this address or login already, and {provider} may not be tied to that account: {received}.',
    here: {
      setting: 'people',
      text: 'Look at who has this login or address: mend what is doubled, or change one of the two.',
    },
  },
  names_missing: {
    title: 'Neither an e-mail address nor a login came',
    sentence: '{provider} sent no claim by which the person could be called here.',
    there: { place: 'claims', text: 'Let the e-mail address be sent.' },
    here: {
      setting: 'connection',
      text: 'Ask for the scope email, and compare the names of the claims.',
      paste: 'openid profile email',
    },
  },
  wrong_password: {
    title: 'Wrong password',
    sentence: 'There is such an account, and the password was not right.',
    expected: 'the password of this account',
    received: 'another password',
    here: { setting: 'person', text: 'Reset the password if the person has forgotten it.' },
  },
  wrong_passkey: {
    title: 'Passkey not accepted',
    sentence:
      'A passkey that was removed, or is none of this organization, was shown; or its answer was used already, or made for another page.',
    expected: 'a passkey of a person of this organization, asked for in the same browser',
    received: 'another one',
    here: {
      setting: 'people',
      text: 'See in the person’s second factors whether they still have a passkey; they add one on their account page.',
    },
  },
  wrong_factor: {
    title: 'Wrong second factor',
    sentence:
      'The person proved the first factor, and what was shown as the second was wrong, used already, or of another moment.',
    expected: 'a code that the authenticator app shows now, or a recovery code that was not used',
    received: 'another one',
    here: {
      setting: 'person',
      text: 'If the person has lost what they had, reset their second factors. If it happens to several people, see whether the clock here is right.',
    },
  },
  too_many_tries: {
    title: 'Too many tries',
    sentence:
      'A password or a code was tried so often for this account, or from this address, that the next try has to wait a while, the right password too. It was not looked at.',
    expected: 'a pause between tries',
    here: {
      setting: 'people',
      text: 'Nothing to set: the wait ends by itself, and a browser that has signed in to the account before is not held up by others. If the person did not try this themselves, see from which addresses it comes; a link to set a new password lets them in at once.',
    },
  },
  account_unknown: {
    title: 'No such account',
    sentence:
      'Nobody here has the login that was typed. The person was told no more than that login or password is wrong.',
    expected: 'a login that somebody here has',
    received: 'one that nobody has',
    here: {
      setting: 'people',
      text: 'Look the person up: they may be spelled another way. Logins that were typed are not kept, as some type their password there.',
    },
  },
  password_not_set: {
    title: 'The account has no password',
    sentence: 'There is such an account, and it has no password: it signs in through a provider.',
    expected: 'a password of this account',
    received: 'none is set',
    here: {
      setting: 'person',
      text: 'Set a password, or send the person to the provider’s button.',
    },
  },
  password_sign_in_off: {
    title: 'Signing in with a password is off',
    sentence: 'The organization does not let anybody sign in with a password.',
    expected: 'signing in with a password is on',
    received: 'it is off',
    here: { setting: 'organization', text: 'Turn it on if passwords shall be used.' },
  },
  cross_site_form: {
    title: 'A form from another site',
    sentence:
      'The form was sent from another site’s page, or from an address of ours that is not the organization’s.',
    expected: 'a form of our own pages',
    received: 'one from elsewhere',
    here: {
      setting: 'server',
      text: 'Everybody must use the organization’s own address.',
      paste: '{organizationUrl}',
    },
  },
  server_busy: {
    title: 'Too much at once',
    sentence: 'More passwords were to be checked at the same time than this server takes on.',
    expected: 'room in the queue',
    received: 'a full queue',
    here: {
      setting: 'server',
      text: 'Give it more processors, or look where so many attempts come from.',
    },
  },
  server_fault: {
    title: 'An error of this server',
    sentence: 'Something failed on this side that was not foreseen; it is not a setting.',
    expected: 'no error of our own',
    received: 'one, which the log has',
    here: { setting: 'server', text: 'The log has the error under this code. Please report it.' },
  },
  unknown: {
    title: 'Not known',
    sentence: 'No cause of the catalogue fits this attempt. Its steps say how far it came.',
    expected: 'a cause that is known',
    received: 'none that fits',
    here: {
      setting: 'organization',
      text: 'Read the step that failed. Please report it, so that it gets a cause.',
    },
  },
} as const satisfies Readonly<Record<string, Cause>>
