import type { Place, Vendor } from './places.ts'

/**
 * One reason why a sign-in fails: what an administrator is told, and where it is mended. Texts hold
 * names in braces, such as `{provider}`, that are filled in from the attempt (names.ts).
 */
export type Cause = Readonly<{
  /** Half a line, for lists and tables. */
  title: string
  /** One sentence: what happened, and why. */
  sentence: string
  /** What stands where the trace itself has no value. */
  expected?: string
  received?: string
  /** At the provider that people sign in through. */
  there?: Readonly<{
    place: Place
    text: string
    /** Where one provider's screen wants other words. */
    inWordsOf?: Partial<Readonly<Record<Vendor, string>>>
    paste?: string
    /** Where the value means something; at every provider, if nothing else is said. */
    pasteAt?: readonly Vendor[]
  }>
  /** At the application that signs people in through here. */
  application?: Readonly<{ text: string; paste?: string }>
  /** In our own settings. */
  here?: Readonly<{ setting: Setting; text: string; paste?: string }>
}>

/** Our own screens, by what they are about: explain-attempt.ts makes addresses of them. */
export type Setting =
  | 'connection'
  | 'application'
  | 'application_sign_on'
  | 'application_assignments'
  | 'authorization_servers'
  | 'person'
  | 'people'
  | 'organization'
  /** No screen: the configuration file, or what stands in front of this server. */
  | 'server'

export type Remedy = Readonly<{
  where: Vendor | 'application' | 'here'
  /** From the outside in, each as the screen spells it. */
  menuPath: readonly string[]
  text: string
  valueToPaste?: string
  /** A path of our console. */
  settingLink?: string
}>
