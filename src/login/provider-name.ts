/**
 * What a provider calls a person or a session (OIDC Core section 2). Without what a database would not
 * keep as it came: of half characters it makes one and the same, and two people would be one.
 */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && /^\P{Cc}{1,255}$/u.test(value) && value.isWellFormed()
}
