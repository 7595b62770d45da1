import type { Db } from '../../storage/database.ts'
import { type Application, hasTile } from '../applications/application.ts'
import { listApplicationsOfUser } from '../applications/application-store.ts'
import type { User } from '../users/user.ts'
import { changed, type Dashboard, type DashboardChange, placeAll } from './dashboard.ts'
import { findDashboard, holdDashboard, listLaunched, saveDashboard } from './dashboard-store.ts'

type Whose = Pick<User, 'id' | 'organizationId'>

type ReadDashboard = Readonly<{
  /** Every tile the person has, in the order of their names. */
  tiles: readonly Application[]
  /** The same, as the person has arranged them. */
  sections: readonly Readonly<{ id: string; name: string; tiles: readonly Application[] }>[]
  /** The latest opened first. */
  recent: readonly Application[]
}>

const MOST_RECENT = 6

export async function readDashboard(db: Db, user: Whose): Promise<ReadDashboard> {
  const [tiles, stored, launched] = await Promise.all([
    listTiles(db, user),
    findDashboard(db, user.id),
    listLaunched(db, user.id),
  ])
  const byId = new Map(tiles.map((tile) => [tile.id as string, tile]))
  const named = (ids: readonly string[]) =>
    ids.map((id) => byId.get(id)).filter((tile) => tile !== undefined)
  const ids = tiles.map(({ id }) => id)
  return {
    tiles,
    sections: placeAll(stored, ids).sections.map(({ id, name, applicationIds }) => {
      return { id, name, tiles: named(applicationIds) }
    }),
    // Half of the tiles at most: beyond that the row would only repeat what stands below it.
    recent: named(launched).slice(0, Math.min(MOST_RECENT, Math.floor(tiles.length / 2))),
  }
}

/** Applies one change to how the person has arranged their tiles. */
export async function changeDashboard(
  db: Db,
  user: Whose,
  change: DashboardChange,
): Promise<Dashboard> {
  const tiles = await listTiles(db, user)
  return db.transaction().execute(async (tx) => {
    const held = await holdDashboard(tx, user.id)
    const ids = tiles.map(({ id }) => id)
    const dashboard = changed(placeAll(held, ids), change)
    await saveDashboard(tx, user.id, dashboard)
    return dashboard
  })
}

async function listTiles(db: Db, { id, organizationId }: Whose): Promise<Application[]> {
  return (await listApplicationsOfUser(db, organizationId, id)).filter(hasTile)
}
