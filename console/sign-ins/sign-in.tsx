import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Asked } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'
import { mayReadSettings } from '../start.ts'
import { CausePanel } from './cause-panel.tsx'
import { partiesOf } from './parties.ts'
import { PartyBoxes } from './party-boxes.tsx'
import { EVERY_MS, isUnderWay, type SignIn as One, readSignIn, stateOf } from './sign-in-api.ts'
import { TimeLine } from './time-line.tsx'
import { WhatIf } from './what-if.tsx'

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const RECENT_MS = 60_000

/** The next leg may come at any moment, after the tokens even. */
function mayGrow(attempt: One): boolean {
  return isUnderWay(attempt) || Date.now() - Date.parse(attempt.endedAt) < RECENT_MS
}

const BACK = { label: 'Sign-ins', path: '/sign-ins' }

export function SignIn({ code }: { code: string }) {
  const query = useQuery({
    queryKey: ['sign-ins', 'one', code],
    queryFn: () => readSignIn(code),
    refetchInterval: ({ state }) => state.data !== undefined && mayGrow(state.data) && EVERY_MS,
  })
  return (
    <Asked query={query} back={BACK}>
      {(signIn) => {
        const { text, tone } = stateOf(signIn)
        const parties = partiesOf(signIn)
        return (
          <>
            <ScreenHead
              title={`${signIn.kind === 'test' ? 'Test sign-in' : 'Sign-in'} ${signIn.code}`}
              back={BACK}
              description={
                <>
                  <Tag tone={tone} text={text} /> <When at={signIn.startedAt} />,{' '}
                  {EXACT.format(new Date(signIn.startedAt))}
                </>
              }
            />
            <Stack gap="lg">
              {signIn.cause && <CausePanel cause={signIn.cause} />}
              {signIn.asksWhatIf && mayReadSettings && <WhatIf signIn={signIn} />}
              <PartyBoxes signIn={signIn} parties={parties} />
              <TimeLine signIn={signIn} parties={parties} />
            </Stack>
          </>
        )
      }}
    </Asked>
  )
}
