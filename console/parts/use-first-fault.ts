import { useEffect, useReducer } from 'react'

/** After a form was refused: the cursor goes to the first field that has to be mended. */
export function useFirstFault(): () => void {
  const [asked, ask] = useReducer((count: number) => count + 1, 0)
  // Once the faults are on the screen: a long form is drawn later than a timer runs.
  useEffect(() => {
    if (asked > 0) document.querySelector<HTMLElement>('#screen [aria-invalid=true]')?.focus()
  }, [asked])
  return ask
}
