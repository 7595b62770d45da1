import { type ErrorCode, Failure } from '../base/errors.ts'
import type { StepName } from '../core/audit/trace-vocabulary.ts'

type Names = Readonly<{ organization: string; provider: string | undefined }>
type Known = Readonly<{ organization: string; provider: string }>

export type Description = Readonly<{
  heading: string
  cause: string
  whatToDo: string
  /** For administrators. */
  remedy: string
}>

const ASK = 'If it goes on, give your administrator the code below.'

/** What a failed sign-in is called in front of a person, and what mends it. */
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
      remedy: 'The log of the server has the error, under this code.',
    }
  }
  const known = BY_CODE[error.code]?.({ organization, provider }, error, step)
  return {
    heading: 'You are not signed in',
    cause: error.message,
    whatToDo: `Try again. ${ASK}`,
    remedy: 'See the steps of this sign-in.',
    ...known,
  }
}

type Describe = (names: Known, error: Failure, step: StepName | undefined) => Partial<Description>

const BY_CODE: Partial<Record<ErrorCode, Describe>> = {
  upstream_unreachable: ({ organization, provider }) => ({
    heading: `${provider} does not answer`,
    cause: `${organization} could not reach ${provider}, so nobody can sign in through it at the moment.`,
    whatToDo: `Try again in a moment, or sign in another way. ${ASK}`,
    remedy:
      'Check that the provider is up and that this server can reach the address in the trace. Private addresses must be listed in outbound.allow.',
  }),
  upstream_rejected: describeRejection,
  sign_in_expired: () => ({
    heading: 'This sign-in cannot be finished',
    whatToDo: 'Start again, in one browser and within ten minutes, with cookies allowed.',
    remedy:
      'Common once in a while: a reloaded page, a bookmark of the way back, an old tab. If it is the rule, the cookie of the attempt is lost between here and the provider.',
  }),
  sign_in_loop: ({ organization }) => ({
    heading: 'Signing in goes round in circles',
    cause: `You were signed in, but your browser did not send back the session cookie that ${organization} gave it.`,
    whatToDo: `Allow cookies for this site, wait a minute, and try again. ${ASK}`,
    remedy:
      'Look at what stands between browser and server: a proxy that drops Set-Cookie or Cookie, an address that differs from the organization’s url, https on one side only, a frame.',
  }),
  wrong_password: () => ({
    heading: 'The username or the password is wrong',
    whatToDo: 'Check both and try again.',
  }),
  user_not_active: ({ organization }) => ({
    heading: 'This account is not active',
    cause: `You proved who you are, but your account at ${organization} is not active.`,
    whatToDo: 'Ask your administrator, and give them the code below.',
    remedy: 'Activate the person if they should have access.',
  }),
  sign_up_closed: ({ organization }) => ({
    heading: 'There is no account for you here',
    cause: `You proved who you are, but ${organization} has no account for you, and does not make accounts by itself.`,
    whatToDo: 'Ask your administrator for an account, and give them the code below.',
    remedy: 'Create the person, or open sign-up for the organization and the connection.',
  }),
  linking_refused: ({ provider }) => ({
    heading: `Your account cannot be used with ${provider} yet`,
    cause: `There is an account with your e-mail address or login already, and ${provider} is not tied to it.`,
    whatToDo:
      'Sign in the way you did before, or ask your administrator and give them the code below.',
    remedy:
      'If this provider checks the addresses of this domain itself, add the domain to the connection’s trusted domains.',
  }),
  invalid_input: () => ({
    heading: 'This sign-in cannot be started',
    whatToDo: 'Start from the sign-in page. If a link led you here, tell whoever runs it.',
    remedy: 'Compare the two values; a trailing slash and upper case count.',
  }),
  not_found: () => ({
    heading: 'There is no such way to sign in',
    whatToDo: 'Start from the sign-in page.',
    remedy: 'The connection was renamed, removed or disabled.',
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

function describeRejection(
  { organization, provider }: Known,
  { message, detail }: Failure,
  step: StepName | undefined,
): Partial<Description> {
  const remedy =
    'Compare the two values. The client ID, secret and well-known URL must be those of one application at the provider.'
  if (detail.check === 'error') {
    return {
      heading: `${provider} did not sign you in`,
      cause: message.replace(/^It said:/, `${provider} said:`),
      whatToDo: `Try again, or ask whoever runs ${provider}. ${ASK}`,
      remedy:
        'The provider refused; its own log says why. Often the person is not assigned to the application there.',
    }
  }
  if (AFTER_SIGN_IN.includes(step)) {
    return {
      heading: `${provider} signed you in, but ${organization} could not accept it`,
      cause: naming(provider, message),
      whatToDo: 'Ask your administrator and give them the code below.',
      remedy,
    }
  }
  return {
    heading: `${organization} cannot use what ${provider} answered`,
    cause: naming(provider, message),
    whatToDo: `Try again in a moment. ${ASK}`,
    remedy,
  }
}

/** Failures are told from where they happen, where the provider is just "it". */
function naming(provider: string, message: string): string {
  return message.replace(/^Its\b/, `${provider}’s`).replace(/^It\b/, provider)
}
