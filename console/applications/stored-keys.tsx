import { Group, Text } from '@mantine/core'
import type { Settings } from './application-values.ts'

/** Public keys by their names and kinds, as they stand in what the application signs. */
export function StoredKeys({ settings }: { settings: Settings }) {
  const { jwks, jwksUri } = settings
  if (!jwks) return <Text c="dimmed">The public keys are read from {jwksUri}.</Text>
  return (
    <div>
      <Text size="sm" fw={600}>
        Public keys
      </Text>
      {jwks.keys.map((key, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: keys need no name, and two may share one
        <Group key={i} gap="sm" py="xs">
          <Text ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {typeof key.kid === 'string' ? key.kid : 'without a kid'}
          </Text>
          <Text size="sm" c="dimmed">
            {[key.kty, key.crv, key.alg].filter((part) => typeof part === 'string').join(', ')}
          </Text>
        </Group>
      ))}
    </div>
  )
}
