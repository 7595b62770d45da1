/**
 * `npm run bench`: figures of the whole server as its users start it, each beside a floor or a
 * peer, in rounds that take turns. README.md says how to read them.
 */
import { availableParallelism, cpus } from 'node:os'
import { type Arguments, HELP, readArguments } from './arguments.ts'
import { measureConsoleLoad } from './console-load.ts'
import { openDatabases } from './databases.ts'
import { startProduct } from './processes.ts'
import { measureProvisioning } from './provisioning.ts'
import { createOpened } from './running-targets.ts'
import { measureScale } from './scale.ts'
import { type Figure, formatTable, isMet } from './table.ts'
import { measureThroughput } from './throughput.ts'
import { measureTraces } from './traces.ts'

/** Always the same, because they are part of the addresses in a database that is kept. */
const PORTS = { few: 47_310, many: 47_320 }

const given = readArguments(process.argv.slice(2))
if (given) await runBench(given)
else process.stdout.write(HELP)

async function runBench(options: Arguments): Promise<void> {
  const [few = 1_000, many = 1_000_000] = options.people
  const open = createOpened()
  const databases = await openDatabases(options.database)
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`
  process.stdout.write(`${machine}, Node ${process.version}, ${databases.engine}\n\n`)
  try {
    const small = await databases.make(few, PORTS.few)
    const throughput = await measureThroughput(options, small, open)
    print(`${few} people and sessions`, 'bare peer', throughput)

    const consoleLoad = await measureConsoleLoad(small)
    print('in a browser with an empty cache', '', consoleLoad)

    const large = await databases.make(many, PORTS.many)
    open.keep(await startProduct(large.database, large))
    const scale = await measureScale(options, { few: small, many: large }, open)
    print(`median at ${many} people and sessions`, `at ${few}`, scale)

    const traces = await measureTraces(options, databases, open)
    print('with traces', 'without', traces)

    const provisioning = await measureProvisioning(options, databases, open)
    print('provisioning', 'without HTTP', provisioning)

    const all = [...throughput, ...consoleLoad, ...scale, ...traces, ...provisioning]
    const missed = all.filter((figure) => isMet(figure) === false)
    process.stdout.write(missed.length === 0 ? 'met: all\n' : `missed: ${missed.length}\n`)
  } finally {
    await open.closeAll()
    await databases.drop()
  }
}

function print(title: string, besideName: string, figures: readonly Figure[]): void {
  process.stdout.write(`${formatTable(title, besideName, figures)}\n\n`)
}
