import { darkColors, lightColors, paperColors } from '../charts/palette.ts';

/** The whole style of a page. Text colours have a contrast of at least 7 to 1 on the background in both modes. */
export const stylesheet: string = `
:root {
  color-scheme: light dark; ${customProperties(lightColors)}
}
@media (prefers-color-scheme: dark) {
  :root { ${customProperties(darkColors)} }
}
:root { --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 32px 32px 48px; max-width: 1064px; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 22px; line-height: 1.25; letter-spacing: -0.005em; margin-bottom: 12px; text-wrap: balance; }
h3 { font-size: 16px; line-height: 1.35; } h4, h5, h6 { margin: 0; font-size: 15px; line-height: 1.35; }
a { color: var(--no-leak); text-underline-offset: 3px; }
p { max-width: 76ch; }
.brand { font-weight: 700; font-size: 14px; letter-spacing: 0.06em; color: var(--muted); margin-bottom: 10px; }
.lead { font-size: 19px; line-height: 1.5; margin-top: 14px; }
nav { margin-top: 22px; font-size: 15px; }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; }
section { margin-top: 44px; padding-top: 26px; border-top: 1px solid var(--rule); }
section > p + p { margin-top: 10px; }
.axes, .key { color: var(--muted); font-size: 14.5px; margin-top: 8px; }
.limit { margin-top: 16px; padding-left: 14px; border-left: 3px solid var(--rule); color: var(--muted); font-size: 15px; }
.empty { color: var(--muted); font-style: italic; margin: 14px 0; }
.part + .part { margin-top: 26px; }
.part > h3, .part > h4 { margin-bottom: 4px; }
.part > p + p { margin-top: 10px; }
.note + .part { margin-top: 10px; }
.caption { color: var(--muted); font-size: 15px; }
code { font-family: var(--mono); font-size: 0.92em; }
pre { margin: 14px 0 0; padding: 12px 14px; overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; font-size: 14px; line-height: 1.45; }
details { margin-top: 6px; }
summary { cursor: pointer; color: var(--muted); font-size: 14.5px; width: max-content; padding: 4px 0; }

.findings { list-style: none; display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
.finding.cases { grid-column: 1 / -1; }
.finding { background: var(--card); border: 1px solid var(--rule); border-left: 5px solid var(--tone); border-radius: 6px; padding: 14px 18px 16px; }
.finding p { margin-top: 6px; }
.tone { display: block; font-size: 13px; font-weight: 700; color: var(--tone); margin-bottom: 2px; }
.leak { --tone: var(--leak); } .no-leak, .agrees { --tone: var(--no-leak); }
.neutral, .undecided { --tone: var(--neutral); } .warning, .disagrees { --tone: var(--warning); }
.finding .facts { margin-top: 8px; grid-template-columns: 1fr; font-size: 15px; }
.scroll + .findings { margin-top: 18px; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 0 40px; }
.facts div { display: grid; grid-template-columns: minmax(110px, 2fr) 5fr; gap: 16px; padding: 6px 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--muted); } dd { font-variant-numeric: tabular-nums; }
.lists { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); }
.lists > div { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; padding: 14px 18px; }
.lists ul { list-style: none; } .lists h3 + ul, .lists h4 + ul { margin-top: 6px; }
.lists li { padding-left: 24px; text-indent: -24px; margin-top: 4px; }
.lists li::before { display: inline-block; width: 24px; text-indent: 0; color: var(--muted); content: "\\2022"; font-weight: 700; }
.lists .plus li::before { content: "+"; } .lists .minus li::before { content: "\\2212"; }

.chart { margin-top: 10px; }
.drawing { display: block; width: 100%; height: auto; overflow: visible; }
.drawing text { font-variant-numeric: tabular-nums; }
.drawing.narrow { display: none; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 26px; margin-top: 10px; font-size: 15px; }
.legend li { display: flex; gap: 8px; align-items: baseline; }
.swatch { flex: none; }
.detail { color: var(--muted); font-variant-numeric: tabular-nums; }

.scroll {
  overflow-x: auto; margin-top: 14px; border: 1px solid var(--rule); border-radius: 6px;
  background:
    linear-gradient(to right, var(--card) 40%, transparent) 0 0 / 40px 100% no-repeat local,
    linear-gradient(to left, var(--card) 40%, transparent) 100% 0 / 40px 100% no-repeat local,
    linear-gradient(to right, var(--shade), transparent) 0 0 / 18px 100% no-repeat scroll,
    linear-gradient(to left, var(--shade), transparent) 100% 0 / 18px 100% no-repeat scroll,
    var(--card);
}
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 15px; }
th, td { padding: 8px 14px; text-align: left; vertical-align: top; overflow-wrap: normal; }
thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 600; min-width: 8.5em; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
.bar { display: block; width: 96px; height: 4px; margin: 4px 0 0 auto; background: var(--track); border-radius: 2px; }
.bar span { display: block; height: 4px; min-width: 1px; background: var(--series-1); border-radius: 2px; }

.cards { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(90px, 1fr)); gap: 10px; margin-top: 14px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; padding: 7px; }
.card.marked { border-color: var(--leak); box-shadow: inset 0 0 0 1px var(--leak); }
.images { display: grid; gap: 4px; }
.images img { display: block; width: 100%; height: auto; image-rendering: pixelated; background: var(--track); }
.line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 8px; align-items: baseline; margin-top: 5px; font-size: 13.5px; }
.label { color: var(--muted); }
.score { font-weight: 700; font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { color: var(--leak); font-size: 12px; }

footer { margin-top: 52px; padding-top: 16px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 13.5px; }
footer ul { list-style: none; font-family: var(--mono); }
footer li { padding: 2px 0; }

@media screen and (max-width: 759px) {
  body { padding: 20px 16px 36px; }
  h1 { font-size: 27px; } h2 { font-size: 20px; } .lead { font-size: 17.5px; }
  section { margin-top: 32px; padding-top: 20px; }
  .drawing.wide { display: none; }
  .drawing.narrow { display: block; max-width: 520px; }
  .cards { grid-template-columns: repeat(auto-fill, minmax(78px, 1fr)); gap: 8px; }
  th, td { padding: 7px 10px; }
  .bar { width: 64px; }
  table { font-size: 14px; } tbody th { min-width: 7em; }
}
@media print {
  :root {
    color-scheme: light; ${customProperties(paperColors)}
  }
  body { padding: 0; max-width: none; font-size: 11pt; }
  nav { display: none; }
  section { margin-top: 22px; padding-top: 14px; }
  h2, .note, .axes, .key { break-after: avoid; }
  .finding, .lists > div, .chart, .card, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  .cards { grid-template-columns: repeat(8, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

function customProperties(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
