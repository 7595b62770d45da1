import { hash } from 'node:crypto'
import type { Html } from './html.ts'

/** The source expression by which a Content-Security-Policy allows one inline script or style. */
export function contentHash(content: Html): string {
  return `'sha256-${hash('sha256', content.toString(), 'base64')}'`
}
