import type { Cause, Remedy, Setting } from './cause.ts'
import type { ExplainContext } from './explanation.ts'
import { fillIn, type Names } from './names.ts'
import { PLACES, type Vendor } from './places.ts'

type About = Readonly<{ vendor: Vendor; names: Names; context: ExplainContext }>

/** Where a cause is mended, with the menus of the provider that the connection leads to. */
export function remediesOf({ there, application, here }: Cause, about: About): Remedy[] {
  const { vendor, names, context } = about
  return [
    there && {
      where: vendor,
      menuPath: [...PLACES[there.place][vendor]],
      text: fillIn(there.inWordsOf?.[vendor] ?? there.text, names),
      ...(isPastedAt(vendor, there) && pasted(there.paste, names)),
    },
    application && {
      where: 'application' as const,
      menuPath: [],
      text: fillIn(application.text, names),
      ...pasted(application.paste, names),
    },
    here && {
      where: 'here' as const,
      ...screenOf(here.setting, context),
      text: fillIn(here.text, names),
      ...pasted(here.paste, names),
    },
  ].filter((remedy) => remedy !== undefined)
}

function isPastedAt(vendor: Vendor, { pasteAt }: NonNullable<Cause['there']>): boolean {
  return pasteAt === undefined || pasteAt.includes(vendor)
}

/** A value that is not known is not offered. */
function pasted(paste: string | undefined, names: Names): Pick<Remedy, 'valueToPaste'> {
  if (paste === undefined) return {}
  const isKnown = [...paste.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => names[name])
  return isKnown ? { valueToPaste: fillIn(paste, names) } : {}
}

type Screen = Pick<Remedy, 'menuPath' | 'settingLink'>

/** A screen of our console: its menu, and its address where the thing itself is known. */
function screenOf(setting: Setting, { connection, application, person }: ExplainContext): Screen {
  const of = (
    menu: string,
    path: string,
    thing?: { id: string; name: string; tab?: string },
  ): Screen => {
    if (!thing) return { menuPath: [menu], settingLink: `/console/${path}` }
    const tab = thing.tab ? `/${thing.tab}` : ''
    return { menuPath: [menu, thing.name], settingLink: `/console/${path}/${thing.id}${tab}` }
  }
  const app = application && { id: application.id, name: application.label }
  switch (setting) {
    case 'connection':
      return of('Connections', 'connections', connection)
    case 'application':
      return of('Applications', 'applications', app)
    case 'application_sign_on':
      return of('Applications', 'applications', app && { ...app, tab: 'sign-on' })
    case 'application_assignments':
      return of('Applications', 'applications', app && { ...app, tab: 'assignments' })
    case 'authorization_servers':
      return of('Authorization servers', 'authorization-servers')
    case 'person':
      return of('People', 'people', person && { id: person.id, name: person.login })
    case 'people':
      return of('People', 'people')
    case 'organization':
      return of('Settings', 'settings')
    case 'server':
      return { menuPath: ['latchkey.yaml'] }
  }
}
