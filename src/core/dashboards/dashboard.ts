import { Failure } from '../../base/errors.ts'

/** How one person has arranged their tiles. What nobody placed stands in the first section. */
export type Dashboard = Readonly<{ sections: readonly Section[] }>

export type Section = Readonly<{
  /** Told apart within one dashboard only. */
  id: string
  name: string
  applicationIds: readonly string[]
}>

export type DashboardChange =
  | Readonly<{ kind: 'add_section'; name: string }>
  | Readonly<{ kind: 'rename_section'; section: string; name: string }>
  | Readonly<{ kind: 'delete_section'; section: string }>
  | Readonly<{ kind: 'move_section'; section: string; by: Direction }>
  | Readonly<{ kind: 'step_tile'; application: string; by: Direction }>
  | Readonly<{ kind: 'place_tile'; application: string; section: string; before?: string }>

type Direction = 'up' | 'down'

export const NEW_DASHBOARD: Dashboard = {
  sections: [{ id: 's1', name: 'Applications', applicationIds: [] }],
}

export const MOST_SECTIONS = 20
export const LONGEST_SECTION_NAME = 60

/**
 * The dashboard with a place for each of the applications that are the person's now, and with none
 * that is not: so a new one appears by itself, and one that was taken away is gone at once.
 */
export function placeAll(dashboard: Dashboard, applicationIds: readonly string[]): Dashboard {
  const own = new Set(applicationIds)
  const placed = new Set(dashboard.sections.flatMap((section) => section.applicationIds))
  const fresh = applicationIds.filter((id) => !placed.has(id))
  return {
    sections: dashboard.sections.map((section, i) => {
      const kept = section.applicationIds.filter((id) => own.has(id))
      return { ...section, applicationIds: i === 0 ? [...kept, ...fresh] : kept }
    }),
  }
}

/** The dashboard after a change. Expects one on which every application has its place. */
export function changed(dashboard: Dashboard, change: DashboardChange): Dashboard {
  const { sections } = dashboard
  switch (change.kind) {
    case 'add_section':
      return addSection(dashboard, change.name)
    case 'rename_section': {
      const name = parseName(change.name)
      requireSection(dashboard, change.section)
      return { sections: sections.map((s) => (s.id === change.section ? { ...s, name } : s)) }
    }
    case 'delete_section':
      return deleteSection(dashboard, change.section)
    case 'move_section': {
      requireSection(dashboard, change.section)
      const from = sections.findIndex(({ id }) => id === change.section)
      return { sections: swapped(sections, from, from + (change.by === 'up' ? -1 : 1)) }
    }
    case 'step_tile':
      return stepTile(dashboard, change.application, change.by)
    case 'place_tile':
      return placeTile(dashboard, change)
  }
}

function addSection({ sections }: Dashboard, text: string): Dashboard {
  if (sections.length >= MOST_SECTIONS) {
    throw new Failure('conflict', `A dashboard has at most ${MOST_SECTIONS} sections.`)
  }
  const highest = Math.max(0, ...sections.map(({ id }) => Number(id.slice(1)) || 0))
  const added = { id: `s${highest + 1}`, name: parseName(text), applicationIds: [] }
  return { sections: [...sections, added] }
}

/** Its tiles go to the section that is first then, as new ones do. */
function deleteSection(dashboard: Dashboard, id: string): Dashboard {
  const deleted = requireSection(dashboard, id)
  const [first, ...others] = dashboard.sections.filter((section) => section.id !== id)
  if (!first) throw new Failure('conflict', 'The last section stays: tiles need a place.')
  const applicationIds = [...first.applicationIds, ...deleted.applicationIds]
  return { sections: [{ ...first, applicationIds }, ...others] }
}

/** Over the edge of its section a tile goes on into the neighbouring one. */
function stepTile(dashboard: Dashboard, application: string, by: Direction): Dashboard {
  const { sections } = dashboard
  const at = sections.findIndex(({ applicationIds }) => applicationIds.includes(application))
  const section = sections[at]
  if (!section) throw noSuchTile()
  const ids = section.applicationIds
  const from = ids.indexOf(application)
  const to = from + (by === 'up' ? -1 : 1)
  if (ids[to] !== undefined) {
    const applicationIds = swapped(ids, from, to)
    return { sections: sections.map((s) => (s === section ? { ...s, applicationIds } : s)) }
  }
  const neighbour = sections[at + (by === 'up' ? -1 : 1)]
  if (!neighbour) return dashboard
  const before = by === 'down' ? neighbour.applicationIds[0] : undefined
  return placeTile(dashboard, {
    application,
    section: neighbour.id,
    ...(before !== undefined && { before }),
  })
}

/** In front of another tile of the section, or at its end. */
function placeTile(
  dashboard: Dashboard,
  { application, section: id, before }: { application: string; section: string; before?: string },
): Dashboard {
  requireSection(dashboard, id)
  const { sections } = dashboard
  if (!sections.some(({ applicationIds }) => applicationIds.includes(application))) {
    throw noSuchTile()
  }
  if (before === application) return dashboard
  return {
    sections: sections.map((section) => {
      const others = section.applicationIds.filter((each) => each !== application)
      if (section.id !== id) return { ...section, applicationIds: others }
      const found = before === undefined ? -1 : others.indexOf(before)
      return {
        ...section,
        applicationIds: others.toSpliced(found === -1 ? others.length : found, 0, application),
      }
    }),
  }
}

function requireSection({ sections }: Dashboard, id: string): Section {
  const section = sections.find((each) => each.id === id)
  if (section) return section
  throw new Failure('not_found', 'There is no such section on your dashboard any more.')
}

function noSuchTile(): Failure {
  return new Failure('not_found', 'This application is not on your dashboard any more.')
}

function parseName(text: string): string {
  const name = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim()
  if (name.length >= 1 && name.length <= LONGEST_SECTION_NAME) return name
  throw new Failure(
    'invalid_input',
    `The name of a section has 1 to ${LONGEST_SECTION_NAME} characters.`,
  )
}

/** The same list where `to` is outside of it. */
function swapped<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const [a, b] = [list[from], list[to]]
  return a === undefined || b === undefined ? list : list.with(from, b).with(to, a)
}
