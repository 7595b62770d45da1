import { type Html, html } from '../../web/html.ts'
import { page, picture } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type DashboardPageData = PortalHeader &
  Readonly<{
    sections: readonly DashboardSection[]
    /** What was opened last; empty where there is too little to find anything in. */
    recent: readonly DashboardTile[]
    arrangeHref: string
    /** What makes tiles movable on this page. */
    scriptHref: string
  }>

export type DashboardSection = Readonly<{
  id: string
  name: string
  tiles: readonly DashboardTile[]
}>

export type DashboardTile = Readonly<{
  id: string
  name: string
  href: string
  logoUrl?: string | undefined
}>

export function dashboardPage(data: DashboardPageData): Html {
  const { sections, recent, arrangeHref, scriptHref } = data
  const count = sections.reduce((sum, { tiles }) => sum + tiles.length, 0)
  if (count === 0) return nothingAssignedPage(data)
  const isArrangeable = count > 1 || sections.length > 1
  return shell(
    data,
    html`
<div class="heading"><h1>Your applications</h1>
${isArrangeable && html`<a href="${arrangeHref}">Arrange</a>`}</div>
${searchForm(data.homeHref)}
${
  recent.length > 0 &&
  html`<section class="stack tight" aria-labelledby="recent"><h2 id="recent" class="lesser">Recently used</h2>
<ul class="recent">${recent.map(recentTile)}</ul></section>`
}
${sections.map((section) => sectionOf(section, sections.length > 1))}
${
  isArrangeable &&
  html`<p id="moved" class="hidden" role="status"></p><script src="${scriptHref}" defer></script>`
}`,
  )
}

/** What a search found, without the sections: it is one list then. */
export function searchPage(
  data: PortalHeader & Readonly<{ search: string; tiles: readonly DashboardTile[] }>,
): Html {
  const { search, tiles, homeHref } = data
  return shell(
    data,
    html`
<h1>Your applications</h1>
${searchForm(homeHref, search)}
${
  tiles.length > 0
    ? html`<ul class="tiles">${tiles.map(tile)}</ul>
<p><a class="alone" href="${homeHref}">Show all your applications</a></p>`
    : html`<div class="empty stack tight"><h2>No application is called “<bdi>${search}</bdi>”</h2>
<p><a class="alone" href="${homeHref}">Show all your applications</a></p></div>`
}`,
  )
}

function nothingAssignedPage(data: PortalHeader): Html {
  return shell(
    data,
    html`
<h1>Your applications</h1>
<div class="empty stack tight"><h2>Nothing is assigned to you yet</h2>
<p class="quiet">When an administrator assigns an application to you, it appears here, and opens
without asking for a password again.</p></div>`,
  )
}

function shell(data: PortalHeader, body: Html): Html {
  return page({
    title: 'Your applications',
    organization: data.organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`<div class="stack loose">${body}</div>`,
  })
}

function searchForm(action: string, search = ''): Html {
  return html`<form method="get" action="${action}" role="search" class="search">
<label for="q" class="hidden">Search your applications</label>
<input id="q" name="q" type="search" autocomplete="off" placeholder="Search your applications" maxlength="100" value="${search}">
<button type="submit">Search</button></form>`
}

function sectionOf({ id, name, tiles }: DashboardSection, isNamed: boolean): Html {
  return html`<section class="stack tight">
${isNamed && html`<h2 class="lesser" dir="auto">${name}</h2>`}
<ul class="tiles" data-section="${id}" aria-label="${name}">${tiles.map(tile)}</ul>
</section>`
}

function tile({ name, href, logoUrl }: DashboardTile): Html {
  return html`<li><a class="tile" href="${href}">${picture(name, logoUrl)}<span dir="auto">${name}</span></a></li>`
}

function recentTile({ name, href, logoUrl }: DashboardTile): Html {
  return html`<li><a href="${href}">${picture(name, logoUrl)}<span dir="auto">${name}</span></a></li>`
}
