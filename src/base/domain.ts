const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

/** What is wrong with a list of domains, in a sentence, or undefined; case does not matter. */
export function faultInDomains(domains: readonly string[]): string | undefined {
  const wrong = domains.find((domain) => !DOMAIN.test(domain.toLowerCase()))
  if (wrong === undefined) return undefined
  return `A domain looks like example.com. Received: ${wrong.slice(0, 100)}`
}
