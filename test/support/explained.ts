import assert from 'node:assert/strict'
import type { TraceRecord } from '../../src/core/audit/trace.ts'
import type { CauseId } from '../../src/core/causes/catalogue.ts'
import type { Remedy } from '../../src/core/causes/cause.ts'
import { explainLegs } from '../../src/core/causes/explain-legs.ts'
import type { Explanation } from '../../src/core/causes/explanation.ts'
import type { Db } from '../../src/storage/database.ts'

export type Wanted = Readonly<{
  cause: CauseId
  expected?: RegExp
  received?: RegExp
  where?: Remedy['where']
  /** The last of the menus that lead to the remedy. */
  menu?: string
  paste?: string | RegExp
  link?: RegExp
}>

/** Explains the newest attempt of those given, and holds the answer against what is wanted. */
export async function assertExplained(
  { db, now = Date.now }: { db: Db; now?: () => number },
  traces: readonly TraceRecord[],
  wanted: Wanted,
): Promise<Explanation> {
  const code = traces.at(-1)?.code
  const explained = await explainLegs(
    { db, now },
    traces.filter((leg) => leg.code === code),
  )
  assert.equal(explained?.cause, wanted.cause, JSON.stringify(traces.at(-1)?.steps.at(-1)))
  assert.ok(explained)
  if (wanted.expected) assert.match(explained.expected ?? '', wanted.expected)
  if (wanted.received) assert.match(explained.received ?? '', wanted.received)
  const { where, menu, paste, link } = wanted
  const remedy = where ? explained.remedies.find((one) => one.where === where) : undefined
  if (where) assert.ok(remedy, `a remedy at ${where}`)
  if (menu) assert.equal(remedy?.menuPath.at(-1), menu)
  if (paste) assert.match(remedy?.valueToPaste ?? '', matching(paste))
  if (link) assert.match(remedy?.settingLink ?? '', link)
  assertWhole(explained)
  return explained
}

function matching(text: string | RegExp): RegExp {
  return typeof text === 'string'
    ? new RegExp(`^${text.replaceAll(/[^\w]/g, (sign) => `\\${sign}`)}$`)
    : text
}

/** Nothing is left unsaid: both values, a remedy, and no name that was not filled in. */
function assertWhole({ expected, received, remedies, sentence, title }: Explanation): void {
  assert.ok(expected, 'what was expected is told')
  assert.ok(received, 'what came is told')
  assert.ok(remedies.length > 0, 'something mends it')
  const texts = [
    title,
    sentence,
    ...remedies.flatMap(({ text, valueToPaste = '' }) => [text, valueToPaste]),
  ]
  assert.doesNotMatch(texts.join('\n'), /[{}]|undefined|\bnothing differ/)
}
