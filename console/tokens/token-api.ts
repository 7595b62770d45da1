export const TOKENS_KEY = ['api-tokens'] as const

/** The token that was just made, in memory only: the API tells it once. */
let told: string | undefined

export function tellToken(token: string): void {
  told = token
}

export function toldToken(): string | undefined {
  return told
}

export function forgetToken(): void {
  told = undefined
}
