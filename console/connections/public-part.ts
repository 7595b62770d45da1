/** Named one by one, so that no private member can slip through. */
const PUBLIC = ['kty', 'kid', 'use', 'alg', 'crv', 'x', 'y', 'n', 'e']

/** The half of a private JWK that the provider gets; nothing for what is not one. */
export function publicPart(text: string): string | undefined {
  const jwk = parsed(text)
  if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk) || !('d' in jwk)) return undefined
  return JSON.stringify(
    Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC.includes(name))),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
