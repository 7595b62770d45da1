import type { ShownFactor } from '../../core/factors/shown-factor.ts'
import type { Visit } from '../../front/visit.ts'
import type { Html } from '../../web/html.ts'
import type { LoginDeps } from '../login-deps.ts'
import type { Waiting } from './pending.ts'

export type KindDeps = Pick<LoginDeps, 'db' | 'now' | 'sealer'>

/** The inside of the form that asks for a factor. */
type FactorForm = Readonly<{
  fields: Html
  /** The words on its button. */
  submit: string
  /** Addresses of script files of ours that the page needs beside what works without. */
  scripts?: readonly string[]
}>

type Shown = Readonly<{ form: URLSearchParams; cookieHeader: string | undefined }>

/** A kind of factor that a person can add in the middle of a sign-in that requires one. */
export type EnrolKind = Pick<FactorKind, 'name' | 'label' | 'heading' | 'ask'> &
  Readonly<{
    /** The first proof of it; `spend` makes it a factor, and counts it (factor-count-store.ts). */
    check: FactorKind['check']
  }>

/**
 * A kind of second factor, as the pending sign-in asks for it. To add one: a file like otp-kind.ts,
 * its line in factor-kinds.ts, and a store that keeps the count of factors (core/factors).
 */
export type FactorKind = Readonly<{
  /** Its name in the address (`with=`) and in the form. */
  name: string
  /** Of the link that chooses it. */
  label: string
  /** The words above its form. */
  heading: string
  isAvailable(deps: KindDeps, waiting: Waiting): Promise<boolean>
  ask(deps: KindDeps, visit: Visit, waiting: Waiting): Promise<FactorForm>
  /**
   * Throws `wrong_factor` where it is wrong. The try is counted before; what must be used up even by
   * a wrong one, such as a challenge, is used up in here, and everything else in `spend`.
   */
  check(deps: KindDeps, visit: Visit, waiting: Waiting, shown: Shown): Promise<ShownFactor>
}>
