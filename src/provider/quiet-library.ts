/**
 * oidc-provider warns, when it is loaded, of every Node that does not call itself a long-term
 * release; the one that comes with our packages is newer than those. This one sentence is held
 * back while the library loads, and every other goes through: imported before it, once.
 */
const { warn } = console
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('Unsupported runtime. Use Node.js')) warn(...words)
}
