import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { isTemplate, TEMPLATE_NAMES } from '../connections/connection-values.ts'
import { CopyBox } from '../parts/copy-box.tsx'
import { Compared } from './compared.tsx'
import type { Cause } from './sign-in-api.ts'

/** Why it failed, in a sentence, and where that is mended. */
export function CausePanel({ cause }: { cause: Cause }) {
  return (
    <Stack
      component="section"
      className={`sheet cause ${cause.kind}`}
      p={{ base: 'md', sm: 'lg' }}
      gap="md"
      aria-labelledby="cause"
    >
      <div>
        <Title order={2} id="cause">
          {cause.title}
        </Title>
        <Text maw={640}>{cause.sentence}</Text>
      </div>
      <Compared {...cause} />
      {cause.remedies.map((remedy) => (
        <Remedy key={`${remedy.where} ${remedy.text}`} remedy={remedy} />
      ))}
    </Stack>
  )
}

function Remedy({ remedy }: { remedy: Cause['remedies'][number] }) {
  const { where, menuPath, text, valueToPaste, settingLink } = remedy
  return (
    <div className="remedy">
      <Text size="sm" c="dimmed">
        <b>{placeOf(where)}</b>
        {menuPath.length > 0 && `: ${menuPath.join(' › ')}`}
      </Text>
      <Text maw={640}>{text}</Text>
      {valueToPaste !== null && <CopyBox label="Value to paste" value={valueToPaste} />}
      {settingLink !== null && (
        <Anchor component={Link} href={settingLink.replace(/^\/console/, '')}>
          Open {menuPath.join(' › ') || 'the setting'}
        </Anchor>
      )}
    </div>
  )
}

/** Our menus and those of a provider look alike: whose they are stands before them. */
function placeOf(where: string): string {
  if (where === 'here') return 'Here'
  if (where === 'application') return 'In the application'
  return isTemplate(where) ? `In ${TEMPLATE_NAMES[where]}` : 'At the provider'
}
