import { type Clock, MINUTE } from '../base/clock.ts'
import { digest, equalSecrets, newToken } from '../base/token.ts'
import { listOrganizations } from '../core/organizations/organization-store.ts'
import type { Db } from '../storage/database.ts'

/** How long the printed link is valid. */
const LINK_MS = 30 * MINUTE

/** The state of a first run: from the printed link until there is an organization. */
export type Setup = Readonly<{
  /** With an empty database, a path that creates the first owner; otherwise undefined. */
  begin(): Promise<string | undefined>
  /** Whether the installation still has no owner, and so answers nothing but its link. */
  isPending(): Promise<boolean>
  check(token: string): 'good' | 'expired' | 'wrong'
}>

export function createSetup({ db, now }: Readonly<{ db: Db; now: Clock }>): Setup {
  let link: { tokenDigest: string; expiresAt: number } | undefined

  const isEmpty = async () => (await listOrganizations(db, 1)).length === 0
  return {
    async begin() {
      if (!(await isEmpty())) return undefined
      const token = newToken()
      // Like every bearer secret it is not stored; a restart makes another.
      link = { tokenDigest: digest(token), expiresAt: now() + LINK_MS }
      return `/setup/${token}`
    },
    async isPending() {
      if (!link) return false
      // Another node, or `latchkey apply`, may have been faster.
      if (!(await isEmpty())) link = undefined
      return link !== undefined
    },
    check(token) {
      if (!link || !equalSecrets(digest(token), link.tokenDigest)) return 'wrong'
      return link.expiresAt > now() ? 'good' : 'expired'
    },
  }
}
