import { Button, Group, Modal, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

/** Forms with something typed and not saved. Leaving the screen asks while there is one. */
const unsaved = new Set<symbol>()
let mayLeave = false

export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return
    const mine = Symbol('form')
    unsaved.add(mine)
    return () => {
      unsaved.delete(mine)
    }
  }, [isUnsaved])
}

/** Goes on after something was saved, whatever the form still holds. */
export function leaveFreely(go: () => void): void {
  mayLeave = true
  go()
  setTimeout(() => {
    mayLeave = false
  })
}

/** Asks before the screen is left, by a link, by the browser's buttons, or by closing the tab. */
export function UnsavedGuard() {
  const [wanted, setWanted] = useState<string>()

  useEffect(() => {
    const guard = () => unsaved.size > 0 && !mayLeave
    const onNavigate = (event: NavigateEvent) => {
      if (!guard() || !event.cancelable || !event.canIntercept || event.hashChange) return
      event.preventDefault()
      setWanted(event.destination.url)
    }
    const onUnload = (event: BeforeUnloadEvent) => guard() && event.preventDefault()
    // Browsers without this interface still ask when the tab is closed.
    const { navigation } = window as { navigation?: Navigation }
    navigation?.addEventListener('navigate', onNavigate)
    window.addEventListener('beforeunload', onUnload)
    return () => {
      navigation?.removeEventListener('navigate', onNavigate)
      window.removeEventListener('beforeunload', onUnload)
    }
  }, [])

  const leave = () => {
    if (wanted === undefined) return
    setWanted(undefined)
    leaveFreely(() => window.history.pushState(null, '', wanted))
  }
  return (
    <Modal
      opened={wanted !== undefined}
      onClose={() => setWanted(undefined)}
      title="Leave without saving?"
    >
      <Text mb="lg">What you changed on this screen has not been saved.</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={leave}>
          Leave and discard
        </Button>
        <Button data-autofocus onClick={() => setWanted(undefined)}>
          Stay here
        </Button>
      </Group>
    </Modal>
  )
}
