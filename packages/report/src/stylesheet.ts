/** The whole style of a report. Text colours have a contrast of at least 7 to 1 on the background in both modes. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: #f7f6f2; --card: #ffffff; --ink: #16191d; --muted: #474f59; --rule: #d9d7cf; --track: #e9e7df; --shade: #0000002c;
  --series-1: #0f5fa8; --series-2: #c85a0a; --series-3: #7d3c98; --series-4: #00757a; --series-5: #8a6a00; --series-6: #5d6773;
  --leak: #8f3900; --no-leak: #0b4f8a; --neutral: #474f59; --warning: #6d2f88;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --card: #1d2127; --ink: #eceef0; --muted: #b4bcc6; --rule: #363c45; --track: #2a3038; --shade: #000000c0;
    --series-1: #6cb2f5; --series-2: #f59b52; --series-3: #c99be3; --series-4: #4fc4c4; --series-5: #d9bd4c; --series-6: #a3adb9;
    --leak: #f7ac6f; --no-leak: #8cc4fa; --neutral: #b4bcc6; --warning: #d4aeea;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 32px 32px 48px; max-width: 1064px; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 22px; line-height: 1.25; letter-spacing: -0.005em; margin-bottom: 12px; text-wrap: balance; }
h3 { font-size: 16px; line-height: 1.35; }
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
.part + .part { margin-top: 30px; }
.part > h3 { margin-bottom: 4px; }
.part > p + p { margin-top: 6px; }
details { margin-top: 6px; }
summary { cursor: pointer; color: var(--muted); font-size: 14.5px; width: max-content; padding: 4px 0; }

.findings { list-style: none; display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
.finding { background: var(--card); border: 1px solid var(--rule); border-left: 5px solid var(--tone); border-radius: 6px; padding: 14px 18px 16px; }
.finding p { margin-top: 6px; }
.tone { display: block; font-size: 13px; font-weight: 700; color: var(--tone); margin-bottom: 2px; }
.leak { --tone: var(--leak); } .no-leak { --tone: var(--no-leak); } .neutral { --tone: var(--neutral); } .warning { --tone: var(--warning); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 0 40px; }
.facts div { display: grid; grid-template-columns: minmax(110px, 2fr) 5fr; gap: 16px; padding: 6px 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--muted); } dd { font-variant-numeric: tabular-nums; }
.threat { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); margin-top: 22px; }
.threat > div { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; padding: 14px 18px; }
.threat ul { list-style: none; margin-top: 6px; }
.threat li { padding-left: 24px; text-indent: -24px; margin-top: 4px; }
.threat li::before { display: inline-block; width: 24px; text-indent: 0; color: var(--muted); content: "+"; font-weight: 700; }
.threat .lacks li::before { content: "\\2212"; }

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

.cards { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(172px, 1fr)); gap: 12px; margin-top: 14px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; padding: 8px; }
.card.marked { border-color: var(--leak); box-shadow: inset 0 0 0 1px var(--leak); }
.images { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.images img { display: block; width: 100%; height: auto; image-rendering: pixelated; background: var(--track); }
.line { display: flex; justify-content: space-between; gap: 8px; align-items: baseline; margin-top: 6px; font-size: 14px; }
.label { color: var(--muted); }
.score { font-weight: 700; font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { color: var(--leak); font-size: 12px; }

footer { margin-top: 52px; padding-top: 16px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 13.5px; }
footer ul { list-style: none; font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
footer li { padding: 2px 0; }

@media screen and (max-width: 759px) {
  body { padding: 20px 16px 36px; }
  h1 { font-size: 27px; } h2 { font-size: 20px; } .lead { font-size: 17.5px; }
  section { margin-top: 32px; padding-top: 20px; }
  .drawing.wide { display: none; }
  .drawing.narrow { display: block; max-width: 520px; }
  .cards { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; }
  th, td { padding: 7px 10px; }
  .bar { width: 64px; }
  table { font-size: 14px; } tbody th { min-width: 7em; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --muted: #3d444d; --rule: #c9c9c9; --track: #e9e7df; --shade: transparent;
    --series-1: #0f5fa8; --series-2: #c85a0a; --series-3: #7d3c98; --series-4: #00757a; --series-5: #8a6a00; --series-6: #5d6773;
    --leak: #8f3900; --no-leak: #0b4f8a; --neutral: #474f59; --warning: #6d2f88;
  }
  body { padding: 0; max-width: none; font-size: 11pt; }
  nav { display: none; }
  section { margin-top: 22px; padding-top: 14px; }
  h2, .note, .axes, .key { break-after: avoid; }
  .finding, .threat > div, .chart, .card, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  .cards { grid-template-columns: repeat(5, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
