import type { SignIn, Step } from './sign-in-api.ts'

export const PARTIES = {
  browser: 'Browser',
  application: 'Application',
  latchkey: 'Latchkey',
  provider: 'Provider',
} as const
export type PartyName = keyof typeof PARTIES

/** Who spoke to whom in a step; a step that is missing here was done by Latchkey alone. */
const SPOKEN: Partial<Record<Step['name'], readonly [from: PartyName, to: PartyName]>> = {
  initiate: ['provider', 'latchkey'],
  discover_provider: ['latchkey', 'provider'],
  send_to_provider: ['latchkey', 'provider'],
  match_attempt: ['provider', 'latchkey'],
  exchange_code: ['latchkey', 'provider'],
  read_userinfo: ['latchkey', 'provider'],
  check_form: ['browser', 'latchkey'],
  check_password: ['browser', 'latchkey'],
  start_session: ['latchkey', 'browser'],
  check_logout_token: ['provider', 'latchkey'],
  sign_out: ['browser', 'latchkey'],
  read_request: ['application', 'latchkey'],
  ask_person: ['latchkey', 'browser'],
  send_response: ['latchkey', 'application'],
  token_request: ['application', 'latchkey'],
  launch: ['browser', 'latchkey'],
}

export function spokenIn({ name }: Step): readonly [from: PartyName, to: PartyName] {
  return SPOKEN[name] ?? ['latchkey', 'latchkey']
}

/** Those that have a part in this attempt, from left to right. */
export function partiesOf({ application, connection, legs }: SignIn): PartyName[] {
  const spoke = new Set(legs.flatMap((leg) => leg.steps.flatMap(spokenIn)))
  spoke.add('browser').add('latchkey')
  if (application) spoke.add('application')
  if (connection) spoke.add('provider')
  // The keys of a constant are its names.
  return (Object.keys(PARTIES) as PartyName[]).filter((name) => spoke.has(name))
}
