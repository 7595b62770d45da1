/**
 * The steps of an attempt, by name: a closed list, in the order they happen. Pages, the command
 * line and docs/reference/traces.md use these words and no others.
 */
export const STEPS = {
  test_sign_in: 'An administrator tests a connection; nobody is signed in by it.',
  /** The app's end: signing in through a connection, or with a password. */
  initiate: 'A provider asked us to begin (third-party-initiated login).',
  find_connection: 'Which connection the sign-in goes through.',
  discover_provider: "The provider's discovery document was read.",
  send_to_provider: 'The browser was sent to the provider.',
  match_attempt: 'The way back was matched with an attempt begun in this browser.',
  check_response: "The provider's answer in the address was checked.",
  exchange_code: 'The code was exchanged for tokens.',
  check_id_token: 'The ID token was checked.',
  read_userinfo: 'The userinfo endpoint was read.',
  find_user: 'The person was found, made or refused.',
  check_form: 'Whether the form came from a page of ours.',
  check_password: 'The password was checked.',
  check_recovery_link: 'The recovery link of an owner was checked.',
  check_passkey: 'A passkey was checked.',
  ask_factor: 'A second factor was asked for.',
  enrol_factor: 'A person who needs a second factor added one.',
  check_factor: 'A second factor was checked.',
  start_session: 'The session was started.',
  check_logout_token: "A provider's word that somebody signed out there was checked.",
  sign_out: 'The session was ended.',
  /** The provider's end: an application asks for a person. */
  read_request: "The application's request was read.",
  find_application: 'The application was found by its client id.',
  check_redirect_uri: 'The redirect address was compared with the registered ones.',
  check_session: 'Whether somebody is signed in, recently enough.',
  ask_person: 'The person was asked to sign in or to consent.',
  check_assignment: 'Whether the person is assigned to the application.',
  check_access_policy: 'Whether an access policy of the custom authorization server lets it in.',
  send_response: 'The answer was sent to the application.',
  token_request: 'The application asked for tokens.',
  launch: 'A tile was opened.',
} as const

export type StepName = keyof typeof STEPS
// The cast holds because the keys of a constant are those it was written with.
export const STEP_NAMES = Object.keys(STEPS) as StepName[]

/** Outcomes of an administrator's test sign-in, which does not count among people's sign-ins. */
export const OUTCOMES_OF_TESTS = ['test_passed', 'test_failed'] as const
export const OUTCOMES = [
  'going_on',
  'succeeded',
  'refused',
  'failed',
  ...OUTCOMES_OF_TESTS,
] as const
/** `going_on`: the browser went elsewhere and may come back. `refused`: a rule said no. */
export type Outcome = (typeof OUTCOMES)[number]

/** At which end we were: the app's (we ask a provider) or the provider's (an application asks us). */
export type Side = 'app' | 'provider'
