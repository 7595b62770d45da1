/**
 * Builds the console into `dist/console`, when it is missing or no longer what the sources say.
 *
 *   node tools/build-console.ts            builds if needed
 *   node tools/build-console.ts --force    builds
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { CHOSEN_TOKENS, TOKENS } from '../src/web/styles.ts'

const ROOT = path.join(import.meta.dirname, '..')
const SOURCES = [
  'console/**/*.{ts,tsx,css,html,json}',
  'src/web/styles.ts',
  'tools/build-console.ts',
]
const LOCK = 'package-lock.json'
const TARGET = path.join(ROOT, 'dist', 'console')
const STAMP = '.built-from'

export async function buildConsole({ force = false } = {}): Promise<'built' | 'current'> {
  const wanted = hashOfSources()
  if (!force && stampOf(TARGET) === wanted) return 'current'
  const { build } = await import('vite')
  // Several processes may build at once: each into a folder of its own, moved in place when whole.
  const folder = `${TARGET}.${process.pid}`
  await build({
    configFile: false,
    root: path.join(ROOT, 'console'),
    base: '/console/',
    logLevel: 'error',
    plugins: [tokens(), preloadFirstScreen()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      manifest: 'manifest.json',
    },
  })
  for (const file of readdirSync(path.join(folder, 'assets'))) compress(folder, file)
  writeFileSync(path.join(folder, STAMP), wanted)
  putInPlace(folder)
  return 'built'
}

/** The colours of the server-rendered pages: one source for both. */
function tokens(): Plugin {
  const name = 'virtual:tokens.css'
  return {
    name: 'latchkey-tokens',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? `${TOKENS}${CHOSEN_TOKENS}` : null),
  }
}

/** Its file comes along with the frame's instead of after it: one way to the server less. */
function preloadFirstScreen(): Plugin {
  return {
    name: 'latchkey-first-screen',
    transformIndexHtml: {
      order: 'post',
      handler(page, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const named = (fileName: string) => chunks.find((chunk) => chunk.fileName === fileName)
        const first = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(FIRST_SCREEN))
        const needed = new Set<string>()
        const gather = (fileName: string) => {
          if (needed.has(fileName) || named(fileName)?.isEntry) return
          needed.add(fileName)
          for (const imported of named(fileName)?.imports ?? []) gather(imported)
        }
        if (first) gather(first.fileName)
        const missing = [...needed].filter((fileName) => !page.includes(fileName))
        return missing.map((fileName) => ({
          tag: 'link',
          injectTo: 'head' as const,
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/console/${fileName}` },
        }))
      },
    },
  }
}

const FIRST_SCREEN = 'console/overview/overview.tsx'

function compress(folder: string, file: string): void {
  const full = path.join(folder, 'assets', file)
  const content = readFileSync(full)
  writeFileSync(`${full}.gz`, gzipSync(content, { level: 9 }))
  writeFileSync(`${full}.br`, brotliCompressSync(content))
}

function putInPlace(folder: string): void {
  const old = `${folder}.old`
  mkdirSync(path.dirname(TARGET), { recursive: true })
  try {
    if (existsSync(TARGET)) renameSync(TARGET, old)
    renameSync(folder, TARGET)
  } catch (error) {
    // Somebody else put theirs there in between, built from the same sources.
    if (stampOf(TARGET) === undefined) throw error
    rmSync(folder, { recursive: true, force: true })
  }
  rmSync(old, { recursive: true, force: true })
}

function hashOfSources(): string {
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort()
  const hash = createHash('sha256')
  for (const file of [...files, LOCK])
    hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)))
  return hash.digest('hex')
}

function stampOf(folder: string): string | undefined {
  const file = path.join(folder, STAMP)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

if (import.meta.main) {
  await buildConsole({ force: process.argv.includes('--force') }).catch((error: unknown) => {
    // An installation without the development packages serves what was built before, or says so.
    console.error(`The console was not built: ${error instanceof Error ? error.message : error}`)
    process.exitCode = process.argv.includes('--force') ? 1 : 0
  })
}
