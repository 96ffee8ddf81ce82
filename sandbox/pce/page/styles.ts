/** The page's only style sheet; nothing comes from elsewhere. */
export const styles = `
:root { color-scheme: light dark; --text: #1c2530; --soft: #5b6673; --line: #dfe4ea; --back: #f4f6f9; --card: #fff; --accent: #2f6fbf; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6ebf1; --soft: #9aa7b6; --line: #323c48; --back: #141a21; --card: #1c242d; --accent: #7fb2ee; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: var(--text); background: var(--back); }
main { max-width: 1180px; margin: 0 auto; padding: 28px 24px 64px; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; margin-bottom: 20px; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 0 0 12px; }
p { margin: 0; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; margin-top: 18px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 12px 18px; }
.figure b { display: block; font-size: 26px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figure span { color: var(--soft); font-size: 13px; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 14px; }
nav a { padding: 3px 13px; border: 1px solid var(--line); border-radius: 999px; text-decoration: none; color: var(--text); font-size: 13px; }
nav a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--card); }
.map { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: 10px; overflow-x: auto; text-align: center; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12.5px; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.chip { display: inline-block; padding: 0 9px; margin: 1px 4px 1px 0; border: 1px solid var(--line); border-radius: 999px; font-size: 12.5px; white-space: nowrap; }
.chip i { font-style: normal; color: var(--soft); margin-right: 5px; }
.more { margin-top: 12px; font-size: 13px; }
`;
