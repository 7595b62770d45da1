import { type ErrorCode, Failure } from '../base/errors.ts'
import type { StepName } from '../core/audit/trace-vocabulary.ts'

type Names = Readonly<{ organization: string; provider: string | undefined }>
type Known = Readonly<{ organization: string; provider: string }>

export type Description = Readonly<{
  heading: string
  cause: string
  whatToDo: string
}>

const ASK = 'If it goes on, give your administrator the code below.'

/** What a failed sign-in is called in front of a person. What mends it: core/causes. */
export function describeFailure(
  error: unknown,
  step: StepName | undefined,
  { organization, provider = 'The provider' }: Names,
): Description {
  if (!(error instanceof Failure)) {
    return {
      heading: 'This sign-in could not be finished',
      cause: 'Something failed on this side. It has been recorded.',
      whatToDo: `Try again in a moment. ${ASK}`,
    }
  }
  const known = BY_CODE[error.code]?.({ organization, provider }, error, step)
  return {
    heading: 'You are not signed in',
    cause: error.message,
    whatToDo: `Try again. ${ASK}`,
    ...known,
  }
}

type Describe = (names: Known, error: Failure, step: StepName | undefined) => Partial<Description>

const BY_CODE: Partial<Record<ErrorCode, Describe>> = {
  upstream_unreachable: ({ organization, provider }) => ({
    heading: `${provider} does not answer`,
    cause: `${organization} could not reach ${provider}, so nobody can sign in through it at the moment.`,
    whatToDo: `Try again in a moment, or sign in another way. ${ASK}`,
  }),
  upstream_rejected: describeRejection,
  sign_in_expired: () => ({
    heading: 'This sign-in cannot be finished',
    whatToDo: 'Start again, in one browser and within ten minutes, with cookies allowed.',
  }),
  sign_in_loop: ({ organization }) => ({
    heading: 'Signing in goes round in circles',
    cause: `You were signed in, but your browser did not send back the session cookie that ${organization} gave it.`,
    whatToDo: `Allow cookies for this site, wait a minute, and try again. ${ASK}`,
  }),
  wrong_password: () => ({
    heading: 'The username or the password is wrong',
    whatToDo: 'Check both and try again.',
  }),
  user_not_active: ({ organization }) => ({
    heading: 'This account is not active',
    cause: `You proved who you are, but your account at ${organization} is not active.`,
    whatToDo: 'Ask your administrator, and give them the code below.',
  }),
  sign_up_closed: ({ organization }) => ({
    heading: 'There is no account for you here',
    cause: `You proved who you are, but ${organization} has no account for you, and does not make accounts by itself.`,
    whatToDo: 'Ask your administrator for an account, and give them the code below.',
  }),
  linking_refused: ({ provider }) => ({
    heading: `Your account cannot be used with ${provider} yet`,
    cause: `There is an account with your e-mail address or login already, and ${provider} is not tied to it.`,
    whatToDo:
      'Sign in the way you did before, or ask your administrator and give them the code below.',
  }),
  invalid_input: () => ({
    heading: 'This sign-in cannot be started',
    whatToDo: 'Start from the sign-in page. If a link led you here, tell whoever runs it.',
  }),
  not_found: () => ({
    heading: 'There is no such way to sign in',
    whatToDo: 'Start from the sign-in page.',
  }),
  forbidden: () => ({ heading: 'Nothing was done' }),
}

/** The steps at which the provider has already said that the person is who they are. */
const AFTER_SIGN_IN: readonly (StepName | undefined)[] = [
  'exchange_code',
  'check_id_token',
  'read_userinfo',
  'find_user',
]

/** What tokens and secrets are is for administrators; the code leads them to it. */
const PLAINLY: Partial<Record<StepName, (names: Known) => string>> = {
  exchange_code: ({ organization, provider }) =>
    `${organization} and ${provider} are not set up for each other as they have to be.`,
  check_id_token: ({ organization, provider }) =>
    `What ${provider} told ${organization} about you did not pass the checks.`,
  read_userinfo: ({ organization, provider }) =>
    `${provider} did not tell ${organization} enough about you.`,
}

function describeRejection(
  { organization, provider }: Known,
  { message, detail }: Failure,
  step: StepName | undefined,
): Partial<Description> {
  if (detail.check === 'error') {
    return {
      heading: `${provider} did not sign you in`,
      cause: message.replace(/^It said:/, `${provider} said:`),
      whatToDo: `Try again, or ask whoever runs ${provider}. ${ASK}`,
    }
  }
  if (AFTER_SIGN_IN.includes(step)) {
    return {
      heading: `${provider} signed you in, but ${organization} could not accept it`,
      cause: (step && PLAINLY[step]?.({ organization, provider })) ?? naming(provider, message),
      whatToDo: 'You did nothing wrong. Ask your administrator and give them the code below.',
    }
  }
  return {
    heading: `${organization} cannot use what ${provider} answered`,
    cause: naming(provider, message),
    whatToDo: `Try again in a moment. ${ASK}`,
  }
}

/** Failures are told from where they happen, where the provider is just "it". */
function naming(provider: string, message: string): string {
  return message.replace(/^Its\b/, `${provider}’s`).replace(/^It\b/, provider)
}
