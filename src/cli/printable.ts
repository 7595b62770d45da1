/** Moves the cursor, colours, clears or turns the text around it. New lines and tabs are ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /(?!\r\n)[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * Much of what a command prints was written by strangers: by a provider, an application, a browser.
 * A terminal would obey what is in it, so it is spelled out, as JSON spells it.
 */
export function printable(text: string): string {
  return text.replace(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
