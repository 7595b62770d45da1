/**
 * The server is loaded by the commands that start it; the others need a tenth of the time without.
 * oidc-provider warns of every Node that is not an LTS release yet, and ours is chosen and tested.
 */
export async function loadServer(): Promise<typeof import('../main.ts')> {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  try {
    return await import('../main.ts')
  } finally {
    console.warn = warn
  }
}
