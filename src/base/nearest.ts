/** The candidate that whoever typed `word` most likely meant, or undefined if none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const [one, other] = [word.toLowerCase(), candidate.toLowerCase()]
    // "warning" for "warn", "org" for "organizations": a prefix is close, whatever its length.
    const isForm = one.length > 2 && (one.startsWith(other) || other.startsWith(one))
    const distance = isForm ? 1 : editDistance(one, other)
    if (!best || distance < best.distance) best = { candidate, distance }
  }
  const most = Math.max(1, Math.floor(word.length / 3))
  return best && best.distance <= most ? best.candidate : undefined
}

/** "Did you mean …?" with a space before it, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}

/** The Levenshtein distance, one row at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
