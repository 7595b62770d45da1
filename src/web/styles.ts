import { contentHash } from './content-hash.ts'
import { html } from './html.ts'

const LIGHT = html`
  --page: #f7f5f0; --surface: #fff; --line: #ddd8cc; --ink: #1b1f24; --quiet: #5b6169;
  --brass: #8a5a00; --on-brass: #fff; --good: #1e6b3a; --warn: #8a5a00; --bad: #a5281b;
  --shadow: 0 1px 2px #1b1f2414, 0 8px 24px #1b1f240f;
`
const DARK = html`
  --page: #14171a; --surface: #1c2024; --line: #343a40; --ink: #ece9e2; --quiet: #a7abb0;
  --brass: #e0b25c; --on-brass: #14171a; --good: #7cc796; --warn: #e0b25c; --bad: #f0897d;
  --shadow: 0 1px 2px #0006, 0 8px 24px #0003;
`

/** The colours, light and dark: for these pages, and for the console (tools/build-console.ts). */
export const TOKENS = html`
:root { color-scheme: light dark;${LIGHT}}
@media screen and (prefers-color-scheme: dark) { :root {${DARK}} }
`

/** For the console, where a person may choose against the system's colours. */
export const CHOSEN_TOKENS = html`
:root[data-mantine-color-scheme=light] { color-scheme: light;${LIGHT}}
:root[data-mantine-color-scheme=dark] { color-scheme: dark;${DARK}}
`

/**
 * The whole style sheet of the server-rendered pages, sent inside each of them: one request a page,
 * and nothing to fetch on a bad morning. The same text everywhere, so that one hash allows it.
 */
export const STYLE = html`
${TOKENS}:root { --link: var(--brass); --over: var(--ink); }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, dl, dd, ol, figure { margin: 0; padding: 0; }
h1 { font-size: 28px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 600; }
h3 { font-size: 16px; font-weight: 600; }
.card h1 { font-size: 20px; line-height: 1.3; }
svg { flex: none; display: block; }
a { color: var(--link); text-underline-offset: 3px; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--brass); outline-offset: 2px; }
mark {
  background: color-mix(in srgb, var(--bad) 16%, transparent); color: inherit;
  box-shadow: 0 2px var(--bad); border-radius: 2px; padding: 0 1px 2px; white-space: pre-wrap;
}
mark.gap { padding: 0 4px; margin: 0 1px; }
.quiet { color: var(--quiet); }
.small { font-size: 14px; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.stack { display: flex; flex-direction: column; gap: 16px; }
.stack.tight { gap: 8px; }
.stack.loose { gap: 24px; }
.row { display: flex; align-items: center; gap: 8px; flex-wrap: wrap; }
.row.one-line { flex-wrap: nowrap; gap: 12px; }

main { width: 100%; margin: 0 auto; padding: 12vh 16px 40px; flex: 1; }
main.card { max-width: 432px; }
main.column { max-width: 672px; }
main.wide { max-width: 992px; padding-top: 40px; }
.sheet {
  background: var(--surface); border: 1px solid var(--line); border-radius: 8px;
  box-shadow: var(--shadow); padding: 40px 32px;
}
.below { margin-top: 24px; text-align: center; color: var(--quiet); font-size: 14px; }
.foot {
  padding: 16px; color: var(--quiet); font-size: 14px;
  display: flex; flex-wrap: wrap; justify-content: center; align-items: center; gap: 4px 24px;
}
.foot span { display: flex; align-items: center; gap: 8px; }
.foot a { color: inherit; }
.brand { display: flex; align-items: center; gap: 12px; color: var(--quiet); margin-bottom: 24px; min-width: 0; }
.logo, .badge {
  flex: none; width: 40px; height: 40px; border-radius: 8px; object-fit: contain;
}
.badge {
  display: grid; place-items: center; font-weight: 600; font-size: 14px; color: var(--link);
  background: color-mix(in srgb, var(--brass) 10%, var(--surface));
  border: 1px solid color-mix(in srgb, var(--brass) 32%, var(--surface));
}

.button, button {
  display: flex; align-items: center; justify-content: center; gap: 8px; min-height: 44px;
  padding: 8px 16px; border-radius: 8px; border: 1px solid var(--edge, var(--line)); cursor: pointer;
  background: var(--surface); color: var(--ink); font: inherit; font-weight: 600;
  text-align: center; text-decoration: none;
}
.button, button, input, select { --edge: color-mix(in srgb, var(--quiet) 72%, var(--surface)); }
.button:hover, button:hover { border-color: var(--ink); }
.button.first, button.first {
  background: var(--brass); border-color: var(--brass); color: var(--on-brass);
}
.button.first:hover, button.first:hover {
  background: color-mix(in srgb, var(--brass) 88%, var(--over)); border-color: transparent;
}
.button.small, button.small { padding: 8px 12px; font-size: 14px; }
.buttons { display: flex; gap: 8px; flex-wrap: wrap-reverse; }
.buttons > * { flex: 1 1 auto; }
.connection { position: relative; padding-inline: 44px; }
.connection svg, .connection img {
  position: absolute; inset-inline-start: 16px; width: 20px; height: 20px; color: var(--quiet);
  object-fit: contain;
}
.intro { white-space: pre-line; }
.last-used {
  display: block; font-size: 14px; font-weight: 400; color: var(--quiet); text-align: center;
  margin-top: 4px;
}

.or { display: flex; align-items: center; gap: 16px; color: var(--quiet); font-size: 14px; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
label { display: block; font-weight: 600; font-size: 14px; margin-bottom: 4px; }
input {
  width: 100%; min-height: 44px; padding: 8px 12px; border-radius: 8px;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); font: inherit;
}
input.big { font-size: 20px; letter-spacing: 0.08em; }
input::placeholder { color: var(--quiet); opacity: 1; }
.help { font-size: 14px; color: var(--quiet); margin-top: 4px; }

.note {
  display: flex; gap: 12px; padding: 12px 16px; border-radius: 8px; --tone: var(--bad);
  border: 1px solid color-mix(in srgb, var(--tone) 40%, var(--surface));
  background: color-mix(in srgb, var(--tone) 7%, var(--surface));
}
.note.good { --tone: var(--good); }
.note.warn { --tone: var(--warn); }
.note svg { color: var(--tone); margin-top: 2px; }
.note code { color: var(--quiet); }
.symbol { color: var(--tone, var(--link)); }
.symbol svg { width: 32px; height: 32px; }
.symbol.bad { --tone: var(--bad); }
.symbol.good { --tone: var(--good); }
code, dd, strong { unicode-bidi: isolate; }
code, .mono { font: 14px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
.code { border: 1px dashed var(--quiet); border-radius: 8px; padding: 12px 16px; text-align: center; }
.code code {
  font-size: 28px; font-weight: 600; letter-spacing: 0.04em; user-select: all;
  -webkit-user-select: all; cursor: copy;
}
ol.steps { padding-inline-start: 20px; }
.qr { width: 232px; height: auto; max-width: 100%; margin: 8px 0; border: 1px solid var(--line); border-radius: 8px; }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(176px, 1fr)); gap: 4px 16px; list-style: none; }
.after { margin-top: 24px; }
.panel { border-top: 1px solid var(--line); padding-top: 24px; }
.facts { display: grid; gap: 12px; }
.facts dt { font-size: 14px; color: var(--quiet); }
.scopes { display: grid; gap: 8px; list-style: none; }
.scopes li { display: flex; gap: 8px; }
.scopes svg { color: var(--good); margin-top: 4px; }

.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top > div {
  max-width: 992px; margin: 0 auto; padding: 8px 16px; display: flex; align-items: center;
  gap: 16px; white-space: nowrap;
}
.top .brand { position: relative; min-height: 44px; margin: 0 auto 0 0; color: var(--ink); font-weight: 600; }
.top .brand span:last-child, .top .person { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.top .person { flex: 0 1 auto; min-width: 64px; max-width: 240px; }
.top form { flex: none; }
.top .brand a { color: inherit; text-decoration: none; }
.top .brand a::after { content: ''; position: absolute; inset: 0; }
.top .logo, .top .badge { width: 32px; height: 32px; }
.search { display: flex; gap: 8px; width: 100%; max-width: 400px; }
.search input { min-width: 0; }
.search button { flex: none; }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(152px, 1fr)); gap: 16px;
  list-style: none;
}
.tile {
  display: flex; flex-direction: column; align-items: center; gap: 12px; height: 100%;
  padding: 24px 12px 16px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 8px; color: var(--ink); text-decoration: none; text-align: center;
  font-weight: 600; line-height: 1.3;
}
.tile:hover { border-color: var(--ink); }
.tile .logo, .tile .badge { width: 56px; height: 56px; font-size: 20px; }
.tiles:empty { display: flex; align-items: center; justify-content: center; min-height: 64px; border: 1px dashed var(--quiet); border-radius: 8px; }
.tiles:empty::before { content: 'No application here yet'; color: var(--quiet); }
.tiles .dragged { opacity: 0.5; }
.heading { display: flex; align-items: center; justify-content: space-between; gap: 16px; flex-wrap: wrap; }
h2.lesser { font-size: 16px; }
.recent { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; }
.recent a {
  display: flex; align-items: center; gap: 8px; min-height: 44px; padding: 6px 12px 6px 6px; max-width: 240px;
  color: inherit; text-decoration: none; background: var(--surface); border: 1px solid var(--line); border-radius: 8px;
}
.recent a:hover { border-color: var(--ink); }
.recent span:last-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.recent .logo, .recent .badge { width: 32px; height: 32px; font-size: 14px; }
.picks { border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; margin: 0; min-width: 0; background: var(--surface); }
.picks legend { font-weight: 600; padding: 0 4px; }
.picks label, .tick { display: flex; align-items: center; gap: 12px; min-height: 44px; margin: 0; font-size: 16px; font-weight: 400; }
input[type='radio'], input[type='checkbox'] { width: 20px; min-height: 20px; height: 20px; margin: 0; flex: none; accent-color: var(--brass); }
.movebar {
  position: sticky; bottom: 0; display: flex; flex-wrap: wrap; gap: 8px; padding: 12px 16px;
  background: var(--surface); border: 1px solid var(--line); border-radius: 8px; box-shadow: var(--shadow);
}
.plain { list-style: none; display: grid; gap: 16px; }
.row input:not([type='hidden']) { flex: 1 1 200px; width: auto; }
select {
  min-height: 44px; min-width: 0; max-width: 240px; padding: 8px 12px; border-radius: 8px; font: inherit;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink);
}
.empty { padding: 40px 24px; border: 1px dashed var(--quiet); border-radius: 8px; text-align: center; }
.sessions { list-style: none; }
.sessions > li {
  display: flex; align-items: center; gap: 8px 16px; flex-wrap: wrap; padding: 16px 0;
  border-top: 1px solid var(--line);
}
.sessions > li > div { flex: 1 1 240px; }
.sessions > li:first-child { border-top: 0; padding-top: 0; }
.sessions > li:last-child { padding-bottom: 0; }
.narrow { max-width: 512px; }
.tag {
  display: inline-block; font-size: 14px; font-weight: 400; color: var(--good);
  border: 1px solid currentColor; border-radius: 99px; padding: 0 8px;
}

.tag.bad { color: var(--bad); }

/* Recovery codes are printed: what cannot be pressed on paper stays away. */
@media print {
  :root { color-scheme: light; }
  body, .sheet, .top { background: none; box-shadow: none; }
  .top, .sheet { border: 0; }
  main { padding-top: 24px; }
  button, .button, .foot, .below { display: none; }
}
/* Logos are drawn for white paper: on a dark page they keep a piece of it. */
@media (prefers-color-scheme: dark) {
  .logo, .connection img { background: #fff; padding: 2px; border-radius: 6px; }
}
@media (hover: none) { .by-mouse { display: none; } }
@media (max-width: 480px) {
  .alone { display: inline-block; }
  .alone, .foot a, .heading > a, .top div > a { padding-block: 10px; }
  body:has(main.card) { background: var(--surface); }
  main.card { padding: 16px 0 24px; }
  main.card .sheet { border: 0; box-shadow: none; padding: 24px 16px; }
  main.column { padding-top: 24px; }
  main.column .sheet { padding: 24px 16px; }
  main.card .below { padding: 0 16px; }
  main.wide { padding-top: 24px; }
  main.wide .sheet { padding: 24px 16px; }
  .top > div { flex-wrap: wrap; gap: 4px 16px; }
  .top .brand { flex: 1 0 100%; }
  .top .person { margin-inline-end: auto; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 12px; }
}
`

/** Allows exactly this sheet, and no other style, in a Content-Security-Policy. */
export const STYLE_HASH = contentHash(STYLE)
