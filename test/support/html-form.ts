/** A form of a page, as a browser would send it: the fields it holds, and the buttons that add one. */
export type HtmlForm = {
  id: string | undefined
  name: string | undefined
  method: 'GET' | 'POST'
  action: string
  /** What is sent when nothing is typed: hidden inputs, given values, ticked boxes, chosen options. */
  fields: Readonly<Record<string, string>>
  /** Every name a person could fill in, empty text fields included. */
  names: readonly string[]
  buttons: readonly { name: string; value: string; text: string }[]
  html: string
}

/** Reads the forms of a page. Good for markup of servers under test, not for the whole of HTML. */
export function parseForms(pageUrl: string, html: string): HtmlForm[] {
  const clean = html.replace(/<!--[\s\S]*?-->|<script\b[\s\S]*?<\/script>/gi, '')
  const loose = controlsOutsideForms(clean)
  return [...clean.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, head = '', body = '']) => readForm(pageUrl, attributesOf(head), body, loose),
  )
}

type Attributes = ReadonlyMap<string, string>
type Control = { tag: string; attributes: Attributes; inner: string }

function readForm(pageUrl: string, head: Attributes, body: string, loose: Control[]): HtmlForm {
  const id = head.get('id')
  const controls = [
    ...controlsOf(body),
    ...loose.filter(({ attributes }) => id !== undefined && attributes.get('form') === id),
  ].filter(({ attributes }) => !attributes.has('disabled'))
  const named = controls.filter(({ attributes }) => attributes.get('name'))
  const fields: Record<string, string> = {}
  for (const control of named) {
    const value = valueSent(control)
    if (value !== undefined) fields[control.attributes.get('name') ?? ''] = value
  }
  return {
    id,
    name: head.get('name'),
    method: head.get('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    action: new URL(head.get('action') || pageUrl, pageUrl).href,
    fields,
    names: [
      ...new Set(
        named.filter((c) => !isButton(c)).map(({ attributes }) => attributes.get('name') ?? ''),
      ),
    ],
    buttons: controls.filter(isButton).map(({ attributes, inner }) => ({
      name: attributes.get('name') ?? '',
      value: attributes.get('value') ?? '',
      text: inner ? textOf(inner) : (attributes.get('value') ?? ''),
    })),
    html: body,
  }
}

function controlsOf(html: string): Control[] {
  const pattern =
    /<input\b([^>]*)>|<(button|select|textarea)\b([^>]*)>([\s\S]*?)<\/(?:button|select|textarea)>/gi
  return [...html.matchAll(pattern)].map(([, input, tag = 'input', head = '', inner = '']) => ({
    tag: tag.toLowerCase(),
    attributes: attributesOf(input ?? head),
    inner,
  }))
}

/** Controls may stand outside and name their form: <button form="…">. */
function controlsOutsideForms(html: string): Control[] {
  return controlsOf(html.replace(/<form\b[\s\S]*?<\/form>/gi, '')).filter(({ attributes }) =>
    attributes.has('form'),
  )
}

function isButton({ tag, attributes }: Control): boolean {
  const type = attributes.get('type')?.toLowerCase()
  if (tag === 'button') return type === undefined || type === 'submit'
  return tag === 'input' && (type === 'submit' || type === 'image')
}

function valueSent(control: Control): string | undefined {
  const { tag, attributes, inner } = control
  const type = attributes.get('type')?.toLowerCase()
  if (tag === 'button' || isButton(control) || type === 'button' || type === 'reset') return
  if (type === 'checkbox' || type === 'radio')
    return attributes.has('checked') ? (attributes.get('value') ?? 'on') : undefined
  if (tag === 'textarea') return decodeEntities(inner)
  if (tag === 'select') return chosenOption(inner)
  return attributes.get('value') ?? ''
}

function chosenOption(html: string): string | undefined {
  const options = [...html.matchAll(/<option\b([^>]*)>([^<]*)/gi)].map(
    ([, head = '', text = '']) => ({ attributes: attributesOf(head), text: textOf(text) }),
  )
  const chosen = options.find((option) => option.attributes.has('selected')) ?? options[0]
  return chosen && (chosen.attributes.get('value') ?? chosen.text)
}

function attributesOf(head: string): Attributes {
  const pattern = /([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
  return new Map(
    [...head.matchAll(pattern)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decodeEntities(double ?? single ?? bare ?? ''),
    ]),
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return ENTITIES[String(name).toLowerCase()] ?? whole
  })
}

/** What a person reads of some markup, in one line. */
export function textOf(html: string): string {
  const words = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
  return decodeEntities(words).trim()
}
