import { parseArgs } from 'node:util'

export type Arguments = Readonly<{
  quick: boolean
  /** `sqlite`, `postgres` (the tests' own server), or the address of a PostgreSQL server. */
  database: string
  people: readonly number[]
  rounds: number
  seconds: number
}>

export const HELP = `npm run bench -- [--quick] [--database sqlite|postgres|postgres://…] [--people 1000,1000000]

  --quick      fewer and shorter rounds, and 20,000 people instead of a million: about a minute
  --database   where the server keeps everything; sqlite is a file in the temporary folder
  --people     the two sizes that are compared
`

export function readArguments(given: readonly string[]): Arguments | undefined {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: 'boolean', default: false },
      database: { type: 'string', default: 'sqlite' },
      people: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const { quick, database } = values
  const people = (values.people ?? (quick ? '1000,20000' : '1000,1000000')).split(',').map(Number)
  return { quick, database, people, ...(quick ? QUICK : FULL) }
}

const QUICK = { rounds: 2, seconds: 0.5 }
const FULL = { rounds: 5, seconds: 2 }
