import type { Organization } from '../organizations/organization.ts'
import { displayName, type User } from '../users/user.ts'
import type { Message } from './mail.ts'

type About = Readonly<{
  organization: Pick<Organization, 'name' | 'url'>
  user: Pick<User, 'login' | 'profile'>
}>

/** Addresses in messages come from the organization's own, never from what a request said (attacks, E 33). */
export function resetMessage({ organization, user }: About, url: string): Message {
  return message(organization, user, 'Choose a new password', [
    `Somebody, probably you, asked for a new password for ${user.login} at ${organization.name}. Choose one here within the hour:`,
    url,
    'If it was not you, nothing has changed, and you need do nothing.',
  ])
}

export function invitationMessage({ organization, user }: About, url: string): Message {
  return message(organization, user, `You are invited to ${organization.name}`, [
    `There is an account for you at ${organization.name}: ${user.login}. Choose a password within seven days, and sign in with it:`,
    url,
  ])
}

/** For whoever has no password here, and so none to forget. */
export function signInHintMessage({ organization, user }: About): Message {
  return message(organization, user, `How you sign in to ${organization.name}`, [
    `Somebody, probably you, asked for a new password for ${user.login}. This account has none at ${organization.name}: sign in with one of the buttons on this page.`,
    `${organization.url}/login`,
  ])
}

export function passwordChangedMessage({ organization, user }: About): Message {
  return message(organization, user, 'Your password was changed', [
    `The password of ${user.login} at ${organization.name} was changed, and other browsers were signed out.`,
    'If it was not you, ask for a new password at once, and tell your administrator:',
    `${organization.url}/password/forgot`,
  ])
}

function message(
  { name, url }: About['organization'],
  user: About['user'],
  subject: string,
  paragraphs: readonly string[],
): Message {
  const greeting = `Hello ${oneLine(displayName(user))},`
  const text = [greeting, ...paragraphs, `${oneLine(name)}\n${url}`].join('\n\n')
  return { subject: oneLine(subject), text: `${text}\n` }
}

/** A name is somebody's own words: no line of it may look like one of ours. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
}
