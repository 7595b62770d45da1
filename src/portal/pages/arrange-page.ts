import { LONGEST_SECTION_NAME, MOST_SECTIONS } from '../../core/dashboards/dashboard.ts'
import { type Html, html } from '../../web/html.ts'
import { ALERT } from '../../web/icons.ts'
import { note, page } from '../../web/page.ts'
import type { DashboardSection } from './dashboard-page.ts'
import { type PortalHeader, portalHeader } from './portal-header.ts'

type ArrangePageData = PortalHeader &
  Readonly<{
    sections: readonly DashboardSection[]
    /** The tile that was moved last, still chosen, so that it can be moved on. */
    chosen?: string | undefined
    refused?: string | undefined
  }>

/** The order of tiles and sections, by plain forms: with the keyboard, by touch, without script. */
export function arrangePage(data: ArrangePageData): Html {
  const { organization, sections, chosen, refused, homeHref } = data
  return page({
    title: 'Arrange your applications',
    organization,
    width: 'wide',
    header: portalHeader(data),
    body: html`
<div class="stack loose">
<div class="heading"><h1>Arrange your applications</h1><a class="button first" href="${homeHref}">Done</a></div>
${refused && note('bad', ALERT, html`<p>${refused}</p>`)}
<p class="quiet">Choose an application and say where it goes.
<span class="by-mouse">On your dashboard you can also drag a tile, or press Shift and an arrow key on it.</span></p>
<form method="post" action="/arrange/tile" class="stack">
${sections.map((section) => tilesOf(section, chosen))}
<div class="movebar"><button name="to" value="up">Move up</button><button name="to" value="down">Move down</button>
${
  sections.length > 1 &&
  html`<label class="hidden" for="section">Section</label><select id="section" name="section">${sections.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select><button name="to" value="place">Move to this section</button>`
}</div>
</form>
<section class="sheet stack" aria-labelledby="sections">
<h2 id="sections">Sections</h2>
<ul class="plain">${sections.map((section, i) => sectionForm(section, { isFirst: i === 0, isLast: i === sections.length - 1 }))}</ul>
${sections.length < MOST_SECTIONS && addForm()}
</section>
</div>`,
  })
}

function tilesOf({ name, tiles }: DashboardSection, chosen: string | undefined): Html {
  return html`<fieldset class="picks"><legend dir="auto">${name}</legend>
${tiles.map((tile) => html`<label><input type="radio" name="application" value="${tile.id}" required${tile.id === chosen && html` checked autofocus`}><span dir="auto">${tile.name}</span></label>`)}
${tiles.length === 0 && html`<p class="quiet small">No application is in this section.</p>`}
</fieldset>`
}

function sectionForm(
  { id, name }: DashboardSection,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): Html {
  const named = html`<span class="hidden"> ${name}</span>`
  return html`<li><form method="post" action="/arrange/section" class="row">
<input type="hidden" name="section" value="${id}">
<label class="hidden" for="${id}">Name of the section ${name}</label>
<input id="${id}" name="name" value="${name}" maxlength="${LONGEST_SECTION_NAME}" autocomplete="off" required>
<button name="act" value="rename">Rename${named}</button>
${!isFirst && html`<button name="act" value="up">Up${named}</button>`}
${!isLast && html`<button name="act" value="down">Down${named}</button>`}
${!(isFirst && isLast) && html`<button name="act" value="delete">Delete${named}</button>`}
</form></li>`
}

function addForm(): Html {
  return html`<form method="post" action="/arrange/section" class="row">
<label class="hidden" for="new">Name of a new section</label>
<input id="new" name="name" maxlength="${LONGEST_SECTION_NAME}" placeholder="Name of a new section" autocomplete="off" required>
<button name="act" value="add">Add the section</button></form>`
}
