/**
 * Every type of event: a closed list, with what each means. docs/reference/events.md is made from it.
 * If Okta's System Log has a type for the same thing, its name is used.
 */
export const EVENT_TYPES = {
  'user.session.start': 'Somebody signed in here; as a failure, somebody known was refused.',
  'user.session.end': 'Somebody signed out, or one browser of theirs was signed out.',
  'user.session.clear': 'Somebody was signed out everywhere.',
  'user.authentication.auth_via_mfa':
    'Somebody showed a second factor; as a failure, somebody showed a wrong one.',
  'user.mfa.factor.activate': 'A person added a second factor.',
  'user.mfa.factor.deactivate': 'A person removed a second factor of theirs.',
  'user.mfa.factor.reset_all': 'All second factors of a person were taken away.',
  'user.mfa.passkey.copied':
    'A passkey counted its uses backwards, so it may exist twice, and was refused.',
  'user.mfa.factor.update': 'A person made new recovery codes.',
  'user.authentication.sso': 'Somebody who is signed in went to an application.',
  'user.lifecycle.create': 'A person was added, or came for the first time.',
  'user.lifecycle.activate': 'A person may sign in.',
  'user.lifecycle.suspend': 'A person may not sign in for a while.',
  'user.lifecycle.deactivate': 'A person may not sign in any more.',
  'user.account.update_profile':
    'Login, address or profile of a person changed, by others or by themselves.',
  'user.account.update_password': 'A person got another password.',
  'user.account.lock':
    'A password or a code was tried too often for a person; more tries have to wait.',
  'user.account.privilege.grant': 'A person got a role that may read or change the organization.',
  'user.account.privilege.revoke': 'A person who had such a role is a member.',
  'user.identity.link': 'An account at a provider was tied to a person here.',
  'user.identity.unlink': 'That tie was taken away.',
  'user.provisioning.link':
    'A connection tells of a person who was here already, and changes them from now on.',
  'user.provisioning.unlink': 'A connection tells of a person no more: they were deleted there.',
  'user.password_link.create': 'A link to set a password was made: an invitation, or a reset.',
  'user.password_link.use': 'A person set their password by such a link.',
  'system.email.delivery': 'A message to a person was handed over, or given up.',
  'system.email.read':
    'Somebody read a message to a person in the outbox; a link in it is then theirs too.',
  'user.password_link.revoke': 'An administrator ended such a link.',
  'user.recovery_link.create':
    'At the command line a link was made by which an owner gets back in.',
  'user.recovery_link.use': 'An owner got back in by such a link.',
  'group.lifecycle.create': 'A group was added.',
  'group.lifecycle.update': 'A group was renamed or described anew.',
  'group.lifecycle.delete': 'A group was deleted.',
  'group.user_membership.add': 'A person joined a group.',
  'group.user_membership.remove': 'A person left a group.',
  'connection.lifecycle.create': 'A connection was added.',
  'connection.lifecycle.update': 'A connection was changed.',
  'connection.lifecycle.delete': 'A connection was deleted.',
  'connection.test.run':
    'An administrator tested a connection; as a failure, nobody would have been let in.',
  'connection.health.down': 'A provider failed twice in a row: people cannot sign in through it.',
  'connection.health.up': 'A provider that was down answers as it should.',
  'connection.secret.expire':
    "A connection's client secret expires in 30, 7 or 1 days, or has expired.",
  'connection.keys.rotate': 'A provider publishes other signing keys than before.',
  'application.lifecycle.create': 'An application was added.',
  'application.lifecycle.update': 'An application was changed.',
  'application.lifecycle.activate': 'An application may be signed in to.',
  'application.lifecycle.deactivate': 'An application may not be signed in to.',
  'application.lifecycle.delete': 'An application was deleted.',
  'application.logout_notice.fail':
    'An application could not be told that a session has ended; it is tried again, up to a day.',
  'application.logout_notice.give_up':
    'An application could not be told of the end of a session for a day; nobody tries any more.',
  'application.client_secret.create': 'A client secret was made.',
  'application.client_secret.activate': 'A client secret is accepted again.',
  'application.client_secret.deactivate': 'A client secret is not accepted any more.',
  'application.client_secret.delete': 'A client secret was deleted.',
  'application.user_membership.update': 'Who may sign in to an application changed.',
  'organization.lifecycle.create': 'The organization was made.',
  'organization.lifecycle.update': 'Name, address or settings of the organization changed.',
  'organization.passwords_off.confirm':
    'Passwords stay off: an administrator came in through a connection since.',
  'organization.passwords_off.roll_back':
    'Passwords are on again: no administrator came in without them within half an hour.',
  'authorization_server.lifecycle.create': 'An authorization server was added.',
  'authorization_server.lifecycle.update': 'An authorization server was changed.',
  'api_token.create': 'A token for the admin API was made.',
  'api_token.revoke': 'A token for the admin API was revoked.',
  'provisioning_token.create': 'A token for provisioning through a connection was made.',
  'provisioning_token.revoke': 'A token for provisioning was revoked.',
  'app.oauth2.token.revoke': 'An application gave a token back.',
  'app.oauth2.token.detect_reuse': 'A code or token that had been used came again.',
  'app.oauth2.consent.grant': 'A person agreed to what an application asks for.',
  'app.oauth2.key.rotate': 'The next signing key signs from now on.',
  'app.generic.unauth_app_access_attempt': 'Somebody wanted an application they may not use.',
  'audit_log.export': 'Somebody took events away as a file.',
  'event_hook.created': 'Events are sent to an address from now on.',
  'event_hook.updated': 'Where events are sent, which ones, or their secret changed.',
  'event_hook.deleted': 'Events are sent nowhere any more.',
} as const

export type EventType = keyof typeof EVENT_TYPES
