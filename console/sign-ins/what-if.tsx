import { Button, Group as Row, Select, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Refused } from '../api/refused.ts'
import type { Schemas } from '../api/schema.d.ts'
import { connectionKey, readConnection } from '../connections/connection-api.ts'
import { type ConnectionValues, valuesOf } from '../connections/connection-values.ts'
import { FirstSignInFields } from '../connections/edit-fields.tsx'
import { MappingFields } from '../connections/mapping-fields.tsx'
import { SignInPlan } from '../connections/sign-in-plan.tsx'
import { Asked, RefusalNote } from '../parts/asked.tsx'
import { Section } from '../parts/section.tsx'
import { useFirstFault } from '../parts/use-first-fault.ts'
import { mayWrite } from '../start.ts'
import { askWhatIf, type SignIn } from './sign-in-api.ts'

/** What edited rules would make of the person of this sign-in, beside what the present ones make. */
export function WhatIf({ signIn }: { signIn: SignIn }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title="What if"
      description="What other rules would decide about the person of this sign-in, as the provider told of them then. Nothing is changed by asking."
    >
      {isOpen ? (
        <Editor code={signIn.code} connectionId={signIn.connection?.id ?? ''} />
      ) : (
        <Row>
          <Button variant="default" onClick={() => setOpen(true)}>
            Try other rules
          </Button>
        </Row>
      )}
    </Section>
  )
}

function Editor({ code, connectionId }: { code: string; connectionId: string }) {
  const query = useQuery({
    queryKey: connectionKey(connectionId),
    queryFn: () => readConnection(connectionId),
  })
  return (
    <Asked query={query}>
      {({ value }) => <Rules code={code} connectionId={connectionId} present={valuesOf(value)} />}
    </Asked>
  )
}

const RULES = ['mapping', 'linking', 'trustedDomains', 'signUp'] as const
const AS_IT_IS = 'as it is'
type SignUp = NonNullable<NonNullable<Schemas['WhatIfRequest']['organization']>['signUp']>

const SIGN_UPS: { value: SignUp | typeof AS_IT_IS; label: string }[] = [
  { value: AS_IT_IS, label: 'As it is now' },
  { value: 'off', label: 'Off: nobody new' },
  { value: 'invited', label: 'Invited people' },
  { value: 'domains', label: 'Invited people, and allowed domains' },
  { value: 'open', label: 'Everybody whom a connection sends' },
]

type Props = { code: string; connectionId: string; present: ConnectionValues }

function Rules({ code, connectionId, present }: Props) {
  const [, navigate] = useLocation()
  const form = useForm<ConnectionValues>({ initialValues: present })
  const focusFirstFault = useFirstFault()
  const [signUp, setSignUp] = useState<SignUp | typeof AS_IT_IS>(AS_IT_IS)
  const [domains, setDomains] = useState<string[]>([])
  const values = form.getValues()
  const isChanged = (key: keyof ConnectionValues) =>
    JSON.stringify(values[key]) !== JSON.stringify(present[key])
  const rules = Object.fromEntries(RULES.filter(isChanged).map((key) => [key, values[key]]))
  const ask = useMutation({
    mutationFn: () => {
      const ofAll = signUp === 'domains' ? { signUp, allowedDomains: domains } : { signUp }
      const organization = signUp === AS_IT_IS ? {} : (ofAll as { signUp: SignUp })
      return askWhatIf(code, { connection: rules, organization })
    },
    onMutate: () => form.clearErrors(),
    onError: (error) => {
      if (!(error instanceof Refused)) return
      const place = (path: string) => path.replace(/^(connection|organization)\./, '')
      form.setErrors(Object.fromEntries(error.errors.map((one) => [place(one.path), one.message])))
      focusFirstFault()
    },
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        ask.mutate()
      }}
    >
      <Stack gap="lg" maw={640}>
        <MappingFields edited={{ form, isChanged }} readOnly={false} />
        <FirstSignInFields edited={{ form, isChanged }} />
        <Select
          label="New people in the organization"
          data={SIGN_UPS}
          allowDeselect={false}
          value={signUp}
          onChange={(value) => value && setSignUp(value as SignUp)}
        />
        {signUp === 'domains' && (
          <TagsInput
            size="md"
            label="Allowed domains"
            placeholder="example.com"
            value={domains}
            error={form.errors.allowedDomains}
            onChange={setDomains}
          />
        )}
        <Row>
          <Button type="submit" loading={ask.isPending}>
            See what they decide
          </Button>
          {mayWrite && Object.keys(rules).length > 0 && (
            <Button
              variant="default"
              onClick={() => navigate(`/connections/${connectionId}`, { state: { rules } })}
            >
              Open these rules in the connection
            </Button>
          )}
        </Row>
        {!isAtFields(ask.error) && <RefusalNote error={ask.error} />}
      </Stack>
      {ask.data && <Compared answer={ask.data} />}
    </form>
  )
}

const isAtFields = (error: unknown) => error instanceof Refused && error.errors.length > 0

function Compared({ answer: { present, edited } }: { answer: Schemas['WhatIf'] }) {
  const isSame = JSON.stringify(present) === JSON.stringify(edited)
  return (
    <Stack mt="lg" aria-live="polite">
      {isSame && <Text fw={600}>They decide the same.</Text>}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <SignInPlan plan={present} name="By the rules as they are" />
        <SignInPlan plan={edited} name="By these rules" />
      </SimpleGrid>
    </Stack>
  )
}
