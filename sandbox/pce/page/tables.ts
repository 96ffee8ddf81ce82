import { type Html, html } from "./html";

export const MOST_ROWS = 200;

export const chip = (key: string, value: string): Html =>
  html`<span class="chip"><i>${key}</i>${value}</span>`;

/** A section with a table, or a line that says there is nothing. `total` may be more than the rows. */
export function table(title: string, head: Html, rows: readonly Html[], total: number): Html {
  if (total === 0) return html`<section><h2>${title}</h2><p>None yet.</p></section>`;
  const more = total > rows.length ? `The first ${rows.length} of ${total.toLocaleString("en")}.` : "";
  return html`<section><h2>${title} (${total.toLocaleString("en")})</h2><div class="table"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>
${more === "" ? "" : html`<p class="more">${more}</p>`}</section>`;
}

/** As many rows as one table shows. */
export function first<R>(rows: Iterable<R>): R[] {
  const taken: R[] = [];
  for (const row of rows) {
    if (taken.push(row) === MOST_ROWS) break;
  }
  return taken;
}
