/** A state in a word; never told by its colour alone. */
export function Tag({ tone, text }: { tone: 'good' | 'quiet'; text: string }) {
  return <span className={`tag ${tone}`}>{text}</span>
}
