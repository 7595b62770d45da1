import { Group, Text } from '@mantine/core'
import type { Schemas } from '../api/schema.d.ts'
import { countText } from './counts.tsx'

type Day = Schemas['Overview']['signIns'][number]

const HEIGHT = 120
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' })
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** Bars for the eye, and the same as a table for whoever does not see them. */
export function SignInChart({ days }: { days: readonly Day[] }) {
  const highest = Math.max(1, ...days.map((day) => day.succeeded.count + day.failed.count))
  const isEmpty = days.every((day) => day.succeeded.count + day.failed.count === 0)
  return (
    <section aria-labelledby="sign-ins" className="sheet chart">
      <Group justify="space-between" gap="xs">
        <Text component="h2" id="sign-ins" fw={600} size="lg">
          Sign-ins of the last seven days
        </Text>
        <Group gap="md" aria-hidden>
          <Text size="sm" className="key succeeded">
            Succeeded
          </Text>
          <Text size="sm" className="key failed">
            Failed
          </Text>
        </Group>
      </Group>
      {isEmpty && <Text c="dimmed">Nobody has signed in yet, and nobody was refused.</Text>}
      <div className="bars" aria-hidden>
        {days.map((day) => (
          <Bar key={day.from} day={day} highest={highest} />
        ))}
      </div>
      <Text size="sm" c="dimmed" aria-hidden>
        Days in UTC
      </Text>
      <table className="unseen">
        <caption>Sign-ins of the last seven days, in UTC</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Succeeded</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ from, succeeded, failed }) => (
            <tr key={from}>
              <th scope="row">{DATE.format(new Date(from))}</th>
              <td>{countText(succeeded)}</td>
              <td>{countText(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Bar({ day: { from, succeeded, failed }, highest }: { day: Day; highest: number }) {
  const bar = (kind: 'failed' | 'succeeded', count: number) =>
    // A single one beside thousands is still to be seen.
    count > 0 && (
      <div className={`bar ${kind}`} style={{ height: Math.max(4, (count / highest) * HEIGHT) }} />
    )
  return (
    <div
      title={`${DATE.format(new Date(from))}: ${countText(succeeded)} succeeded, ${countText(failed)} failed`}
    >
      <Text size="sm">
        {countText(succeeded)}
        {failed.count > 0 && <span className="failed-text"> / {countText(failed)}</span>}
      </Text>
      {bar('failed', failed.count)}
      {bar('succeeded', succeeded.count)}
      <Text size="sm" c="dimmed">
        {WEEKDAY.format(new Date(from))}
      </Text>
    </div>
  )
}
