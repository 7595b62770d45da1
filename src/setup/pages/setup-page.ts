import type { FieldFault } from '../../base/errors.ts'
import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'

export type Typed = Readonly<{
  organizationName: string
  url: string
  ownerName: string
  email: string
}>

export const NOTHING_TYPED: Typed = { organizationName: '', url: '', ownerName: '', email: '' }

type Refused = Readonly<{ message: string; fields?: readonly FieldFault[] }>

/** A proxy that says where the browser is, and is not believed. */
export type UntrustedProxy = Readonly<{ address: string; told: string; seen: string }>

/** Asks for what an installation begins with. What was typed stays, but for the password. */
export function setupPage({
  typed,
  refused,
  proxy,
}: {
  typed: Typed
  refused?: Refused
  proxy?: UntrustedProxy | undefined
}): Html {
  const faults = refused?.fields ?? []
  return page({
    title: 'Set up Latchkey',
    width: 'column',
    body: html`
<div class="stack loose">
<h1>Set up Latchkey</h1>
<p>Nobody owns this installation yet. What you say here makes the first organization, and you its owner.</p>
${
  proxy &&
  note(
    'warn',
    ALERT,
    html`<p>A proxy says that your browser is at <strong>${proxy.told}</strong>. Latchkey sees
<strong>${proxy.seen}</strong>, because the proxy is not trusted: put <code>${proxy.address}</code> among
<code>trustedProxies</code>, start again, and use the new link.</p>`,
  )
}
${refused && note('bad', ALERT, html`<p>${refused.message}</p>`)}
<form method="post" class="stack">
${field({ name: 'organizationName', label: 'Name of the organization', value: typed.organizationName, help: 'Shown where people sign in, such as Acme Tools.', autocomplete: 'organization' }, faults)}
${field({ name: 'url', label: 'Address', value: typed.url, help: 'Where browsers reach it: https, or http on this machine, without a path. It is the issuer of everything that is signed, and stays.', type: 'url', autocomplete: 'url' }, faults)}
${field({ name: 'ownerName', label: 'Your name', value: typed.ownerName, autocomplete: 'name', optional: true }, faults)}
${field({ name: 'email', label: 'Your e-mail', value: typed.email, help: 'You sign in with it.', type: 'email', autocomplete: 'username' }, faults)}
${field({ name: 'password', label: 'Password', value: '', help: '8 characters or more.', type: 'password', autocomplete: 'new-password' }, faults)}
<button type="submit" class="first">Make the organization</button>
</form>
</div>`,
  })
}

type Field = Readonly<{
  name: string
  label: string
  value: string
  help?: string
  type?: 'text' | 'url' | 'email' | 'password'
  autocomplete: string
  optional?: boolean
}>

function field(
  { name, label, value, help, type = 'text', autocomplete, optional = false }: Field,
  faults: readonly FieldFault[],
): Html {
  const isWrong = faults.some(({ path }) => path === name)
  const limits = type === 'password' ? html` minlength="8" maxlength="256"` : html` maxlength="300"`
  return html`<div><label for="${name}">${label}${optional && html` <span class="quiet">(optional)</span>`}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"${limits}${!optional && html` required`}${isWrong && html` aria-invalid="true"`}${help && html` aria-describedby="${name}-help"`}>
${help && html`<p id="${name}-help" class="small quiet">${help}</p>`}</div>`
}
