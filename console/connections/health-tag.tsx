import type { Schemas } from '../api/schema.d.ts'
import { Tag, type Tone } from '../parts/tag.tsx'

type State = Schemas['HealthState']

const WORDS: Readonly<Record<State, readonly [tone: Tone, text: string]>> = {
  up: ['good', 'Up'],
  down: ['bad', 'Down'],
  unknown: ['quiet', 'Not looked at yet'],
}

export function HealthTag({ state }: { state: State }) {
  const [tone, text] = WORDS[state]
  return <Tag tone={tone} text={text} />
}
