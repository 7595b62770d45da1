import type { Difference } from './sign-in-api.ts'

type Props = { expected: string | null; received: string | null; difference: Difference | null }

/** What was expected above what came, letter under letter, with the difference marked. */
export function Compared({ expected, received, difference }: Props) {
  if (expected === null && received === null) return null
  return (
    <dl className="compared">
      <dt>Expected</dt>
      <dd>
        {difference ? (
          <Marked around={difference} middle={difference.expected} />
        ) : (
          (expected ?? 'nothing')
        )}
      </dd>
      <dt>Received</dt>
      <dd>
        {difference ? (
          <Marked around={difference} middle={difference.received} />
        ) : (
          (received ?? 'nothing')
        )}
      </dd>
    </dl>
  )
}

function Marked({ around, middle }: { around: Difference; middle: string }) {
  return (
    <>
      {around.before}
      {middle ? <mark>{middle}</mark> : <mark className="gap" />}
      {around.after}
    </>
  )
}
