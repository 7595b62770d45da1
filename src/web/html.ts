/**
 * Markup that is safe to send. The class is not exported, so the only way to make markup is to write
 * it in a template: there is no function that trusts a string.
 */
class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

export type { Html }

export type Fragment = Html | string | number | false | undefined | readonly Fragment[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/**
 * Tagged template for markup. The template itself is kept, and values are escaped, for text and for
 * quoted attributes; so attributes must always be quoted.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  let markup = strings[0] ?? ''
  values.forEach((value, index) => {
    markup += render(value) + (strings[index + 1] ?? '')
  })
  return new Html(markup)
}

function render(value: Fragment): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'string') return value.replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '')
  if (typeof value === 'number') return String(value)
  return value.map(render).join('')
}
