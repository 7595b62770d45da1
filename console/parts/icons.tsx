/** The mark: a key whose bow is a ring and whose bit is two teeth, in one stroke. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" width="24" height="24" {...STROKE} aria-hidden="true">
      <path d="M11 12a4.5 4.5 0 1 0-9 0a4.5 4.5 0 1 0 9 0h6v4v-4h5v5" />
    </svg>
  )
}

const STROKE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2.25,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const
