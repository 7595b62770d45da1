import { Tag } from '../parts/tag.tsx'

const DAY_MS = 86_400_000
const WARNED_DAYS = 30

/** A word on a client secret that expires soon, or has; nothing else. */
export function ExpiryTag({ day }: { day: string | null }) {
  if (day === null) return null
  const days = Math.ceil((Date.parse(`${day}T00:00:00Z`) - Date.now()) / DAY_MS)
  if (days > WARNED_DAYS) return null
  if (days <= 0) return <Tag tone="bad" text="Secret expired" />
  return <Tag tone="warn" text={`Secret expires in ${days === 1 ? '1 day' : `${days} days`}`} />
}
