import { type Context, Hono } from 'hono'
import { Failure } from '../base/errors.ts'
import type { Organization } from '../core/organizations/organization.ts'
import { changeOwnNames, type TypedNames, versionOfNames } from '../core/users/change-own-names.ts'
import { findTellers, type Tellers } from '../core/users/find-tellers.ts'
import {
  LONGEST_NAME,
  NAME_FIELDS,
  NAME_LABELS,
  type NameField,
} from '../core/users/person-name.ts'
import type { User } from '../core/users/user.ts'
import { readSessionOfPage } from '../front/step-up.ts'
import type { FrontEnv } from '../front/visit.ts'
import { readForm } from '../web/form.ts'
import { statusOf } from '../web/problem.ts'
import { requireSameOrigin } from '../web/same-origin.ts'
import { sendPage } from '../web/security-headers.ts'
import { type ProfileField, profilePage } from './pages/profile-page.ts'
import { headerOf, type PortalDeps, SIGN_OUT_LEADS_TO } from './portal-page.ts'

export const PROFILE = '/account/profile'

/** What a person is called, and by whose word. */
export function profileRoutes(deps: PortalDeps): Hono<FrontEnv> {
  const routes = new Hono<FrontEnv>()
  const signInFirst = (c: Context<FrontEnv>) => c.redirect(`/login?return_to=${PROFILE}`, 303)

  routes.get(PROFILE, async (c) => {
    const signedIn = await readSessionOfPage(deps, c)
    return signedIn ? show(deps, c, signedIn.user) : signInFirst(c)
  })

  routes.post(PROFILE, async (c) => {
    const { organization } = c.env.visit
    requireSameOrigin(c.req.raw.headers, organization.url)
    const form = await readForm(c.req.raw, { once: [...NAME_FIELDS, 'version'] })
    const signedIn = await readSessionOfPage(deps, c)
    if (!signedIn) return signInFirst(c)
    const typed = typedIn(form)
    const version = form.get('version') ?? ''
    try {
      await changeOwnNames(deps, { organization, userId: signedIn.user.id, typed, version })
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused
      // Read anew: it may have been changed, or the person shut out, since.
      const again = await readSessionOfPage(deps, c)
      return again ? show(deps, c, again.user, { refused, typed }) : signInFirst(c)
    }
    return c.redirect('/account?done=profile', 303)
  })
  return routes
}

/** Whether there is a name that the person may change themselves. */
export function mayChangeNames(organization: Organization, tellers: Tellers): boolean {
  return NAME_FIELDS.some((field) => isOwn(organization, tellers, field))
}

function isOwn({ settings }: Organization, tellers: Tellers, field: NameField): boolean {
  return settings.changeOwnNames && tellers[field].length === 0
}

function typedIn(form: URLSearchParams): TypedNames {
  return Object.fromEntries(
    NAME_FIELDS.flatMap((field) => {
      const text = form.get(field)
      return text === null ? [] : [[field, text]]
    }),
  )
}

type Refused = Readonly<{ refused: Failure; typed: TypedNames }>

async function show(
  { db }: PortalDeps,
  c: Context<FrontEnv>,
  user: User,
  tried?: Refused,
): Promise<Response> {
  const { organization, secure } = c.env.visit
  const tellers = await findTellers(db, user)
  const own = NAME_FIELDS.filter((field) => isOwn(organization, tellers, field))
  const others = NAME_FIELDS.filter((field) => !own.includes(field))
  const page = profilePage({
    ...headerOf(c, user),
    action: PROFILE,
    version: versionOfNames(user),
    longest: LONGEST_NAME,
    fields: own.map((field) => fieldOf(user, field, tried)),
    facts: [
      ...others.map((field) => {
        const value = user.profile[field] ?? ''
        return { label: NAME_LABELS[field], value, from: tellers[field] }
      }),
      ...addressesOf(user, tellers),
    ],
    refused: tried?.refused.message,
  })
  const status = tried ? statusOf(tried.refused.code) : 200
  return sendPage(page, { https: secure, status, formsLeadTo: SIGN_OUT_LEADS_TO })
}

/** As browsers and password managers know them (HTML, autofill). */
const AUTOCOMPLETE: Readonly<Record<NameField, string>> = {
  givenName: 'given-name',
  familyName: 'family-name',
  name: 'name',
}

function fieldOf({ profile }: User, field: NameField, tried?: Refused): ProfileField {
  const present = profile[field] ?? ''
  const value = tried?.typed[field] ?? present
  const isStale = tried?.refused.code === 'changed_meanwhile' && value !== present
  return {
    name: field,
    label: NAME_LABELS[field],
    value,
    autocomplete: AUTOCOMPLETE[field],
    help:
      field === 'name'
        ? 'What applications and other people see. Left empty, it is the first and the last name.'
        : undefined,
    present: isStale ? present : undefined,
    isWrong: tried?.refused.fields.some(({ path }) => path === field) ?? false,
  }
}

function addressesOf({ login, email }: User, tellers: Tellers) {
  const isOne = login === email && tellers.login.length === tellers.email.length
  if (isOne) return [{ label: 'E-mail and username', value: login, from: tellers.login }]
  return [
    ...(email ? [{ label: 'E-mail', value: email, from: tellers.email }] : []),
    { label: 'Username', value: login, from: tellers.login },
  ]
}
