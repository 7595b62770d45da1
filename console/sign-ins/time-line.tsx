import { Text } from '@mantine/core'
import { Compared } from './compared.tsx'
import { Lanes, spokenWords } from './lanes.tsx'
import type { PartyName } from './parties.ts'
import { type Leg, type SignIn, type Step, tookWords } from './sign-in-api.ts'

type Props = { signIn: SignIn; parties: readonly PartyName[] }

/** Every leg in its order, every step in its leg; the same for eyes and for ears. */
export function TimeLine({ signIn, parties }: Props) {
  const begin = Date.parse(signIn.startedAt)
  let number = 0
  return (
    <div className="time-line">
      <div className="step head">
        <Lanes parties={parties} />
      </div>
      {signIn.legs.map((leg, index) => {
        const first = number + 1
        number += leg.steps.length
        return (
          <section
            // biome-ignore lint/suspicious/noArrayIndexKey: legs are only ever added at the end
            key={index}
            aria-labelledby={`leg-${index}`}
          >
            <div className="step leg">
              <Lanes parties={parties} />
              <h2 id={`leg-${index}`}>
                {titleOf(leg)}
                <Text component="span" size="sm" c="dimmed" fw={400}>
                  {` ${after(Date.parse(leg.startedAt) - begin)}, took ${tookWords(leg.durationMs)}`}
                </Text>
              </h2>
            </div>
            <ol start={first}>
              {leg.steps.map((step, position) => (
                <StepRow
                  key={`${step.name} ${step.startedAt}`}
                  {...{ step, parties }}
                  number={first + position}
                />
              ))}
            </ol>
          </section>
        )
      })}
    </div>
  )
}

function StepRow(props: { step: Step; number: number; parties: readonly PartyName[] }) {
  const { step, number, parties } = props
  const { expected, received, ...others } = step.detail
  const text = (value: Step['detail'][string] | undefined) =>
    value === undefined || value === null ? null : String(value)
  const told = Object.entries(others).filter(([, value]) => value !== null && value !== '')
  return (
    <li className={`step ${step.failure ? 'failed' : ''}`}>
      <Lanes parties={parties} step={step} />
      <div className="step-text">
        <Text fw={600}>
          <span aria-hidden>{number}. </span>
          {step.title}
        </Text>
        <Text size="sm" c="dimmed">
          {[spokenWords(step), step.name, step.durationMs > 0 && tookWords(step.durationMs)]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {step.failure && (
          <Text className="bad-text">
            Failed: {step.failure.message} <code>{step.failure.code}</code>
          </Text>
        )}
        <Compared
          expected={text(expected)}
          received={text(received)}
          difference={step.difference}
        />
        {told.length > 0 && (
          <dl className="told">
            {told.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

function titleOf({ side, caller, steps }: Leg): string {
  const first = steps[0]?.name
  if (first === 'sign_out') return 'Signing out'
  if (first === 'check_logout_token') return 'Signed out at the provider'
  if (first === 'test_sign_in') return 'A test sign-in'
  if (first === 'launch') return 'A tile'
  if (first === 'match_attempt') return 'Back from the provider'
  if (caller === 'application') {
    return first === 'token_request' ? 'The application asks for tokens' : 'A request ahead'
  }
  if (side === 'app') return 'Signing in'
  return steps.some(({ name }) => name === 'send_response')
    ? 'Back to the application'
    : 'The application asks for a person'
}

function after(ms: number): string {
  return ms <= 0 ? 'at the start' : `after ${tookWords(ms)}`
}
