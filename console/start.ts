/** What the server writes into the page, so that the frame stands before anything is fetched. */
export type Start = Readonly<{
  organization: Readonly<{ name: string; url: string }>
  person: Readonly<{ id: string; name: string; role: 'owner' | 'admin' | 'helpdesk' | 'auditor' }>
  /** For the style elements that the interface library makes; the policy allows no others. */
  nonce: string
}>

export const start: Start = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name="latchkey-start"]')?.content ?? '',
)

/** Read by the package that locks scrolling behind a dialog, for the style element it makes. */
Object.assign(globalThis, { __webpack_nonce__: start.nonce })

export const mayWrite = start.person.role === 'owner' || start.person.role === 'admin'
export const mayHelp = mayWrite || start.person.role === 'helpdesk'
export const mayReadSettings = start.person.role !== 'helpdesk'
