import { Alert, Anchor } from '@mantine/core'
import { start } from '../start.ts'

/**
 * A proxy that changes Host on the way lets pages through, and makes every change look as if it
 * came from another site. Here alone both addresses are known.
 */
export function AddressBanner() {
  const { url } = start.organization
  const { origin } = window.location
  if (origin === url) return null
  return (
    <Alert color="bad" title="This is not the address of the organization" mb="lg">
      Your browser is at {origin}, and {start.organization.name} lives at {url}. Changes that are
      made from here are refused. If a proxy stands in front, have it pass on Host and
      X-Forwarded-Proto, and put its address among trustedProxies. Otherwise go to{' '}
      <Anchor href={`${url}/console/`}>{url}/console/</Anchor>
    </Alert>
  )
}
