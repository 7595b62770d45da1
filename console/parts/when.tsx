const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const UNITS = [
  ['year', 365 * 24 * 3_600_000],
  ['month', 30 * 24 * 3_600_000],
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, or until then; the exact time in the browser's zone on hover. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={EXACT.format(new Date(at))}>
      {relative(Date.parse(at) - Date.now())}
    </time>
  )
}

function relative(distanceMs: number): string {
  const unit = UNITS.find(([, ms]) => Math.abs(distanceMs) >= ms)
  return unit ? RELATIVE.format(Math.round(distanceMs / unit[1]), unit[0]) : 'just now'
}
