import { type Html, html } from '../../web/html.ts'
import { page, picture } from '../../web/page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type DashboardPageData = PortalHeader &
  Readonly<{
    /** Already narrowed down to the search. */
    tiles: readonly DashboardTile[]
    /** What was searched for, if anything. */
    search?: string | undefined
  }>

type DashboardTile = Readonly<{ name: string; href: string; logoUrl?: string | undefined }>

export function dashboardPage(data: DashboardPageData): Html {
  const { organization, tiles, search = '', homeHref } = data
  const nothingAssigned = tiles.length === 0 && search === ''
  return page({
    title: 'Your applications',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose">
<h1>Your applications</h1>
${!nothingAssigned && searchForm(homeHref, search)}
${
  tiles.length > 0
    ? html`<ul class="tiles">${tiles.map(tile)}</ul>`
    : nothingAssigned
      ? html`<div class="empty stack tight"><h2>Nothing is assigned to you yet</h2>
<p class="quiet">When an administrator assigns an application to you, it appears here, and opens
without asking for a password again.</p></div>`
      : html`<div class="empty stack tight"><h2>No application is called “<bdi>${search}</bdi>”</h2>
<p><a href="${homeHref}">Show all your applications</a></p></div>`
}
</div>`,
  })
}

function searchForm(action: string, search: string): Html {
  return html`<form method="get" action="${action}" role="search" class="search">
<label for="q" class="hidden">Search your applications</label>
<input id="q" name="q" type="search" autocomplete="off" placeholder="Search your applications" maxlength="100" value="${search}">
<button type="submit">Search</button></form>`
}

function tile({ name, href, logoUrl }: DashboardTile): Html {
  return html`<li><a class="tile" href="${href}">${picture(name, logoUrl)}<span dir="auto">${name}</span></a></li>`
}
