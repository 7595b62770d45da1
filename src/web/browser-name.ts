// In this order: Edge and Opera also say Chrome, and Chrome also says Safari.
const BROWSERS = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const
const SYSTEMS = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const

/** Enough of a User-Agent for people to recognise their own browser. */
export function describeBrowser(userAgent = ''): string {
  return nameBrowser(userAgent) ?? 'Unknown browser'
}

/** The same for any caller: of a program, the name that it gives itself. */
export function describeCaller(userAgent: string): string {
  return nameBrowser(userAgent) ?? /^[\w.-]{1,40}/.exec(userAgent)?.[0] ?? ''
}

function nameBrowser(userAgent: string): string | undefined {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (!browser) return system && `Unknown browser on ${system}`
  return system ? `${browser} on ${system}` : browser
}
