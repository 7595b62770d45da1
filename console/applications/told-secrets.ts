/**
 * Secrets that were just made, until the tab is closed or reloaded. Kept in memory only: the API
 * tells each of them once, and nothing here may write them down.
 */
const told = new Map<string, string>()

export function tellSecret(applicationId: string, secret: string): void {
  told.set(applicationId, secret)
}

export function toldSecret(applicationId: string): string | undefined {
  return told.get(applicationId)
}

export function forgetSecret(applicationId: string): void {
  told.delete(applicationId)
}
