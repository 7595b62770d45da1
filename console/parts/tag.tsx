export type Tone = 'good' | 'warn' | 'bad' | 'quiet'

/** A state in a word; never told by its colour alone. */
export function Tag({ tone, text }: { tone: Tone; text: string }) {
  return <span className={`tag ${tone}`}>{text}</span>
}
