import { useSyncExternalStore } from 'react'

/**
 * The API wants to know that the person is still there (`sign_in_again`). One question at a time, for
 * every call that waits for it; the dialog that puts it is drawn elsewhere.
 */
type Question = Readonly<{
  /** What the API said. */
  why: string
  answered: Promise<boolean>
  answer: (isBack: boolean) => void
}>

export const SESSION_ENDED = 'Your session has ended.'

let question: Question | undefined
const listeners = new Set<() => void>()

function put(next: Question | undefined): void {
  question = next
  for (const listener of listeners) listener()
}

/** Resolves with whether the person signed in again, or thought better of it. */
export function askToSignInAgain(why: string): Promise<boolean> {
  if (!question) {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    put({ why, answered: promise, answer: resolve })
  }
  return question?.answered ?? Promise.resolve(false)
}

export function answerQuestion(isBack: boolean): void {
  question?.answer(isBack)
  put(undefined)
}

/** Why the person is asked, while some call waits. */
export function useQuestion(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => question?.why,
  )
}
