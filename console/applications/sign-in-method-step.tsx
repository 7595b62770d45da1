import { Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import { StepButtons } from '../parts/wizard.tsx'
import { type ApplicationType, TYPE_NAMES } from './application-values.ts'

type Props = {
  type: ApplicationType | undefined
  onChoose: (type: ApplicationType) => void
  onNext: () => void
}

const KINDS = [
  ['web', 'Runs on a server of its own, which can keep a secret.'],
  ['browser', 'Runs in the browser alone, and keeps no secret.'],
  ['native', 'Runs on a desktop or a phone, and keeps no secret.'],
] as const

export function SignInMethodStep({ type, onChoose, onNext }: Props) {
  const method = type === undefined ? '' : type === 'service' ? 'service' : 'oidc'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onNext()
      }}
    >
      <Stack gap="xl">
        <Radio.Group
          label="Sign-in method"
          size="md"
          value={method}
          onChange={(value) => onChoose(value === 'service' ? 'service' : 'web')}
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
            <Choice
              value="oidc"
              name="OIDC - OpenID Connect"
              description="People sign in, with a token-based protocol."
            />
            <Choice
              value="service"
              name="API Services"
              description="A program calls an API as itself. No person signs in."
            />
          </SimpleGrid>
        </Radio.Group>
        {method === 'oidc' && (
          <Radio.Group
            label="Application type"
            description="It cannot be changed later."
            size="md"
            value={type ?? ''}
            onChange={(value) => {
              const kind = KINDS.find(([one]) => one === value)?.[0]
              if (kind) onChoose(kind)
            }}
          >
            <SimpleGrid cols={{ base: 1, xs: 3 }} mt="xs">
              {KINDS.map(([value, description]) => (
                <Choice
                  key={value}
                  value={value}
                  name={TYPE_NAMES[value]}
                  description={description}
                />
              ))}
            </SimpleGrid>
          </Radio.Group>
        )}
      </Stack>
      <StepButtons next="Next" disabled={type === undefined} />
    </form>
  )
}

function Choice(props: { value: string; name: string; description: string }) {
  return (
    <Radio.Card className="choice" value={props.value} aria-label={props.name}>
      <Stack gap={4}>
        <Radio.Indicator />
        <Text fw={600}>{props.name}</Text>
        <Text size="sm" c="dimmed">
          {props.description}
        </Text>
      </Stack>
    </Radio.Card>
  )
}
