import type { Jar } from '../../bench/http.ts'
import { authorize, codeOf, redeem, refresh, type Tokens } from '../../bench/sign-in.ts'
import { loginOf, PASSWORD, sessionTokenOf, type Target } from '../../bench/target.ts'

/**
 * What one browser and its application were told, and what they last asked without being told the
 * end of it: of that, either outcome is right.
 */
export type Told = {
  /** Signed in with a password, and was told so. */
  jar: Jar | undefined
  code: string | undefined
  codeSent: boolean
  tokens: Tokens | undefined
  refreshSent: boolean
  rotated: Tokens | undefined
}

type Crowd = Readonly<{
  told: readonly Told[]
  /** How many rotations of refresh tokens were acknowledged so far. */
  rotations(): number
  /** Resolves when nobody has anything more to ask, or nobody answers any more. */
  ended: Promise<unknown>
}>

/** More at a time the server refuses, because each password takes a core for a while. */
const WITH_PASSWORD = 60

/**
 * All at once: sixty with a password, the others on a session of before; then each asks for a
 * code, and its application for tokens. Every second application uses its refresh token.
 */
export function startCrowd(
  target: Target,
  { size, cookie }: { size: number; cookie: string },
): Crowd {
  let rotations = 0
  const told = Array.from(
    { length: size },
    (): Told => ({
      jar: undefined,
      code: undefined,
      codeSent: false,
      tokens: undefined,
      refreshSent: false,
      rotated: undefined,
    }),
  )

  async function live(one: Told, index: number): Promise<void> {
    const jar: Jar = new Map()
    if (index < WITH_PASSWORD) {
      const form = { login: loginOf('cheap', index), password: PASSWORD, return_to: '/' }
      const answer = await target.client.send('POST', '/login', { jar, form })
      if (answer.status !== 303) return
      one.jar = new Map(jar)
    } else jar.set(cookie, sessionTokenOf(index))

    one.code = codeOf(await authorize(target, jar, { refresh: true }))
    one.codeSent = true
    const exchanged = await redeem(target, one.code)
    if (exchanged.status !== 200) return
    one.tokens = JSON.parse(exchanged.body)
    if (index % 2 === 1) return

    one.refreshSent = true
    const answer = await refresh(target, one.tokens?.refresh_token ?? '')
    if (answer.status !== 200) return
    one.rotated = JSON.parse(answer.body)
    rotations += 1
  }

  return {
    told,
    rotations: () => rotations,
    ended: Promise.allSettled(told.map(live)),
  }
}
