import { Failure } from '../base/errors.ts'
import { didYouMean } from '../base/nearest.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { listOrganizations } from '../core/organizations/organization-store.ts'
import type { Db } from '../storage/database.ts'
import { UsageError } from './command.ts'

/** The organization with this slug, or all of them when none is named. */
export async function findOrganizations(db: Db, slug: string | undefined): Promise<Organization[]> {
  const all = await listOrganizations(db)
  if (slug === undefined) return all
  const found = all.filter((organization) => organization.slug === slug)
  if (found.length > 0) return found
  const slugs = all.map((organization) => organization.slug)
  throw new Failure(
    'not_found',
    `There is no organization "${slug}".${didYouMean(slug, slugs)} There are: ${slugs.join(', ') || 'none'}.`,
  )
}

/** The one that is meant: named, or the only one there is. */
export async function findOrganizationMeant(
  db: Db,
  slug: string | undefined,
): Promise<Organization> {
  const [first, second] = await findOrganizations(db, slug)
  if (!first)
    throw new Failure('not_found', 'There is no organization yet. Declare one in latchkey.yaml.')
  if (second)
    throw new UsageError('There are several organizations: say which with --organization.')
  return first
}

export const ORGANIZATION_OPTION = { organization: { type: 'string', short: 'o' } } as const
export const ORGANIZATION_HELP =
  '  -o, --organization SLUG  which organization (default: the only one there is)'
