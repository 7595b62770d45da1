import { PARTIES, type PartyName, spokenIn } from './parties.ts'
import type { Step } from './sign-in-api.ts'

const WIDTH = 96
const HEIGHT = 32

/** One row of the diagram: a line down for each party, and who spoke to whom across them. */
export function Lanes({ parties, step }: { parties: readonly PartyName[]; step?: Step }) {
  const width = WIDTH * parties.length
  const at = (name: PartyName) => (parties.indexOf(name) + 0.5) * WIDTH
  return (
    // What it shows stands in words beside it.
    <div className="lanes" aria-hidden style={{ width }}>
      {parties.map((name) => (
        <span key={name} className="lane" style={{ insetInlineStart: at(name) }} />
      ))}
      {step ? (
        <svg width={width} height={HEIGHT} className={step.failure ? 'bad' : undefined}>
          <title>{spokenWords(step)}</title>
          <Arrow from={at(spokenIn(step)[0])} to={at(spokenIn(step)[1])} />
        </svg>
      ) : (
        <div className="lane-heads">
          {parties.map((name) => (
            <span key={name}>{PARTIES[name]}</span>
          ))}
        </div>
      )}
    </div>
  )
}

function Arrow({ from, to }: { from: number; to: number }) {
  const y = HEIGHT / 2
  if (from === to) return <circle cx={from} cy={y} r={5} />
  const way = Math.sign(to - from)
  const tip = to - 2 * way
  return (
    <>
      <line x1={from} y1={y} x2={tip - 6 * way} y2={y} />
      <polygon points={`${tip},${y} ${tip - 9 * way},${y - 5} ${tip - 9 * way},${y + 5}`} />
    </>
  )
}

export function spokenWords(step: Step): string {
  const [from, to] = spokenIn(step)
  return from === to ? PARTIES[from] : `${PARTIES[from]} to ${PARTIES[to]}`
}
