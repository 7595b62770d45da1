import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api, take } from '../api/client.ts'
import { answerQuestion, useQuestion } from '../api/presence.ts'
import { ScreenHead } from '../parts/screen-head.tsx'
import { start } from '../start.ts'

const PATH = '/console/signed-in-again'
const ADDRESS = `/login?${new URLSearchParams({ fresh: '1', return_to: PATH })}`
/** Tells the tab that waits. Only pages of this origin hear it, and it says nothing but that. */
const CHANNEL = 'latchkey-signed-in-again'

/** Put over whatever stands there, which stays as it is: the person signs in again in another tab. */
export function SignInAgain() {
  const why = useQuestion()
  const isAsked = why !== undefined
  const [isBlocked, setIsBlocked] = useState(false)
  useEffect(() => {
    if (!isAsked) return
    const channel = new BroadcastChannel(CHANNEL)
    // Where the server does not answer, the question stays.
    channel.onmessage = () => void goOn().catch(() => undefined)
    return () => channel.close()
  }, [isAsked])
  const open = () => {
    const tab = window.open(ADDRESS, '_blank')
    // The provider that the tab may lead to gets no hold on this one.
    if (tab) tab.opener = null
    setIsBlocked(tab === null)
  }
  return (
    <Modal
      opened={isAsked}
      onClose={() => answerQuestion(false)}
      title="Sign in again to go on"
      zIndex={400}
    >
      <Stack>
        <Text>
          {why} A new tab opens for it: what you typed here stays, and you go on when you are back.
        </Text>
        {isBlocked && (
          <Anchor href={ADDRESS} target="_blank" rel="noreferrer">
            Your browser opened no tab: sign in again
          </Anchor>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answerQuestion(false)}>
            Not now
          </Button>
          <Button data-autofocus onClick={open}>
            Sign in again
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Somebody else may have signed in: then nothing here is theirs, and the page begins anew. */
async function goOn(): Promise<void> {
  const { person } = await take(api.GET('/session'))
  if (person.id === start.person.id) answerQuestion(true)
  else window.location.reload()
}

/** Where the new tab ends. */
export function SignedInAgain() {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.postMessage('signed in')
    channel.close()
    window.close()
  }, [])
  return (
    <ScreenHead
      title="You are signed in again"
      description="Close this tab, and go on in the one you came from."
    />
  )
}
