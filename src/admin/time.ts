/** Times leave as RFC 3339 in UTC; inside they are epoch milliseconds. */
export function toTime(at: number): string {
  return new Date(at).toISOString()
}
