import type { Remedy } from '../core/causes/cause.ts'
import { compareValues } from '../core/causes/compare-values.ts'
import type { Explanation } from '../core/causes/explanation.ts'
import { VENDOR_NAMES } from '../core/causes/places.ts'
import { showInvisible, showMarked } from '../web/difference.ts'
import { type Html, html } from '../web/html.ts'
import { ALERT } from '../web/icons.ts'

export type ExplanationPanel = Readonly<{
  explanation: Explanation
  /** The step that failed, in words. */
  step: string
  /** What people call the provider and the application. */
  names?: Readonly<{ provider?: string | undefined; application?: string | undefined }>
  traceHref?: string | undefined
}>

/** Why a sign-in failed and what mends it, for signed-in administrators only. */
export function explanationPanel({ explanation, step, names, traceHref }: ExplanationPanel): Html {
  const { sentence, check, expected, received, remedies } = explanation
  const difference = expected && received ? compareValues(expected, received) : undefined
  const marked = difference
    ? showMarked(difference)
    : { expected: shown(expected), received: shown(received) }
  return html`<section class="panel stack" aria-labelledby="explanation">
<h2 id="explanation" class="row">${ALERT} For administrators</h2>
<p>${sentence}</p>
<dl class="facts">
<div><dt>Check that failed</dt><dd>${check ? `${check} (${step})` : step}</dd></div>
<div><dt>Expected</dt><dd class="mono">${marked.expected}</dd></div>
<div><dt>Received</dt><dd class="mono">${marked.received}</dd></div>
${remedies.map((remedy) => shownRemedy(remedy, names))}
</dl>
${traceHref && html`<p><a class="alone" href="${traceHref}">See every step of this sign-in</a></p>`}
</section>`
}

function shownRemedy(
  { where, menuPath, text, valueToPaste, settingLink }: Remedy,
  names: ExplanationPanel['names'] = {},
): Html {
  const path = menuPath.join(' › ')
  return html`<div><dt>What mends it ${placeOf(where, names)}</dt>
${path && html`<dd>${settingLink ? html`<a class="alone" href="${settingLink}">${path}</a>` : html`<b>${path}</b>`}</dd>`}
<dd>${text}</dd>
${valueToPaste && html`<dd class="mono">${showInvisible(valueToPaste)}</dd>`}</div>`
}

function placeOf(where: Remedy['where'], names: NonNullable<ExplanationPanel['names']>): string {
  if (where === 'here') return 'here'
  if (where === 'application') return `in ${names.application ?? 'the application'}`
  return where === 'generic'
    ? `at ${names.provider ?? 'the provider'}`
    : `in ${VENDOR_NAMES[where]}`
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? 'nothing' : showInvisible(value)
}
