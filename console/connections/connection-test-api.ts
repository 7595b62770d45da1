import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import type { Tone } from '../parts/tag.tsx'

export type ConnectionTest = Schemas['ConnectionTest']
export type Plan = NonNullable<ConnectionTest['plan']>
export type TestRequest = Schemas['ConnectionTestRequest']
type TestSummary = Schemas['ConnectionTestList']['items'][number]

export function beginTest(body: TestRequest): Promise<Schemas['ConnectionTestBegun']> {
  return take(api.POST('/connections/test', { body }))
}

export function readTest(testId: string): Promise<ConnectionTest> {
  return take(api.GET('/connections/tests/{testId}', { params: { path: { testId } } }))
}

export async function listTests(id: string): Promise<TestSummary[]> {
  return (await take(api.GET('/connections/{id}/tests', { params: { path: { id } } }))).items
}

/** The outcome in a few words, with the colour that goes with it. */
export const TEST_STATES: Readonly<
  Record<ConnectionTest['outcome'], Readonly<{ text: string; tone: Tone }>>
> = {
  would_sign_in: { text: 'Would sign in', tone: 'good' },
  would_ask_proof: { text: 'Would ask for a password', tone: 'warn' },
  would_refuse: { text: 'Would be refused', tone: 'warn' },
  failed: { text: 'Failed', tone: 'bad' },
}
