import { Alert, Button, List, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Schemas } from '../api/schema.d.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { examine } from './connection-api.ts'
import { FindingLine } from './finding-line.tsx'

type Finding = Schemas['Finding']
type Props = { address: string; clientId: string; slug: string }

/** Looks at the provider as it stands in the form, saved or not. */
export function Examination({ address, clientId, slug }: Props) {
  const look = useMutation({ mutationFn: examine })
  const ask = () => look.mutate({ address, slug, ...(clientId.trim() && { clientId }) })
  return (
    <Stack gap="md" align="flex-start">
      <Button variant="default" loading={look.isPending} disabled={!address.trim()} onClick={ask}>
        Check this provider
      </Button>
      <RefusalNote error={look.error} />
      {look.data && <Findings findings={look.data.findings} />}
    </Stack>
  )
}

const ORDER: readonly Finding['verdict'][] = ['wrong', 'risky', 'note', 'right']

/** What has to be mended stands first. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  const sorted = ORDER.flatMap((verdict) => findings.filter((one) => one.verdict === verdict))
  const count = findings.filter(({ verdict }) => verdict === 'wrong').length
  return (
    <Alert
      role="status"
      w="100%"
      color={count > 0 ? 'bad' : 'brass'}
      title={count > 0 ? 'People cannot sign in like this' : 'Nothing stands in the way'}
    >
      <List listStyleType="none" spacing="sm">
        {sorted.map((finding) => (
          <List.Item key={`${finding.check} ${finding.sentence}`}>
            <FindingLine finding={finding} />
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
