import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import type { Tone } from '../parts/tag.tsx'

export type Summary = Schemas['SignInSummary']
export type SignIn = Schemas['SignIn']
export type Leg = SignIn['legs'][number]
export type Step = Leg['steps'][number]
export type Cause = NonNullable<SignIn['cause']>
export type Difference = NonNullable<Step['difference']>

export const SIGN_INS_LIST = ['sign-ins', 'list'] as const

export function readSignIn(code: string): Promise<SignIn> {
  return take(api.GET('/sign-ins/{code}', { params: { path: { code } } }))
}

export function askWhatIf(
  code: string,
  body: Schemas['WhatIfRequest'],
): Promise<Schemas['WhatIf']> {
  return take(api.POST('/sign-ins/{code}/what-if', { params: { path: { code } }, body }))
}

export const EVERY_MS = 4_000

const NOT_COMING_BACK_MS = 10 * 60_000

/** Whether its next leg may still come. */
export function isUnderWay({ outcome, endedAt }: Pick<Summary, 'outcome' | 'endedAt'>): boolean {
  return outcome === 'going_on' && Date.now() - Date.parse(endedAt) < NOT_COMING_BACK_MS
}

const SUCCEEDED = {
  sign_in: 'Signed in',
  sign_out: 'Signed out',
  tokens: 'Answered',
  // Tests of before had the outcomes of sign-ins.
  test: 'Test passed',
} as const

type State = Readonly<{ text: string; tone: Tone }>

/** The outcome in a word, with the colour that goes with it. */
export function stateOf(attempt: Pick<Summary, 'outcome' | 'endedAt' | 'kind'>): State {
  switch (attempt.outcome) {
    case 'succeeded':
      return { text: SUCCEEDED[attempt.kind], tone: 'good' }
    case 'refused':
      return { text: 'Refused', tone: 'warn' }
    case 'failed':
      return { text: 'Failed', tone: 'bad' }
    case 'test_passed':
      return { text: 'Test passed', tone: 'good' }
    case 'test_failed':
      return { text: 'Test failed', tone: 'warn' }
    case 'going_on':
      return { text: isUnderWay(attempt) ? 'Under way' : 'Not finished', tone: 'quiet' }
  }
}

export function tookWords(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`
}
