import { serviceName } from "illumio-iac-flow-map";
import { flowMap } from "../flow-map/flow-map";
import { flowMapSvg } from "../flow-map/flow-map-svg";
import type { LabelDimensionRow, LabelRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";
import { Html, html } from "./html";
import { ruleSetTable } from "./rule-set-table";
import { styles } from "./styles";
import { chip, first, MOST_ROWS, table } from "./tables";

/** The start page: figures, the flow map by one label type, and tables of who talks to whom, labels, workloads and rule sets. */
export async function renderPage(store: PceStore, by: string): Promise<string> {
  const svg = await flowMapSvg(store, by);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>PCE simulator</title>
<style>${new Html(styles)}</style>
</head>
<body>
<main>
<header><h1>PCE simulator</h1><p>org ${store.orgId}, read only; what is shown here is in memory and gone when it stops</p></header>
${figures(store)}
<section><h2>Flow map</h2>${dimensionLinks(store, by)}${frame(svg)}</section>
${talks(store, by)}
${labelTable(store)}
${workloadTable(store)}
${ruleSetTable(store)}
</main>
</body>
</html>
`;
  return page.markup;
}

/** A wide map scrolls before its text gets too small: it shrinks to 60 % of its size at most. */
function frame(svg: string): Html {
  const [, widthInPoints = "0"] = / width="(\d+)/.exec(svg) ?? [];
  return html`<div class="map" id="map"><div style="min-width:${Math.round(Number(widthInPoints) * 0.6)}pt">${new Html(svg)}</div></div>`;
}

function figures(store: PceStore): Html {
  const workloads = [...store.table<WorkloadRow>("workloads").live()];
  const managed = workloads.filter(({ ven }) => ven !== null).length;
  const all: [number, string][] = [
    [store.table("labels").size, "labels"],
    [workloads.length - managed, "unmanaged workloads"],
    [managed, "managed workloads"],
    [store.traffic.size, "distinct flows"],
    [store.traffic.uploaded, "flow lines taken"],
  ];
  return html`<div class="figures">${all.map(
    ([count, name]) =>
      html`<div class="figure"><b>${count.toLocaleString("en")}</b><span>${name}</span></div>`,
  )}</div>`;
}

function dimensionLinks(store: PceStore, by: string): Html {
  const dimensions = [...store.table<LabelDimensionRow>("label_dimensions").live()];
  return html`<nav>${dimensions.map(({ key, display_name }) =>
    key === by
      ? html`<a href="/?by=${encodeURIComponent(key)}" aria-current="page">${display_name}</a>`
      : html`<a href="/?by=${encodeURIComponent(key)}">${display_name}</a>`,
  )}</nav>`;
}

function talks(store: PceStore, by: string): Html {
  const { groups, edges } = flowMap(store, by);
  const rows = edges.slice(0, MOST_ROWS).map(
    ({
      from,
      to,
      services,
      connections,
    }) => html`<tr><td>${groups[from]!.name}</td><td>${groups[to]!.name}</td>
<td>${services.slice(0, 12).map((service) => html`<span class="chip">${serviceName(service)}</span>`)}${services.length > 12 ? `+ ${services.length - 12} more` : ""}</td>
<td class="number">${connections.toLocaleString("en")}</td></tr>`,
  );
  const head = html`<tr><th>From</th><th>To</th><th>On</th><th class="number">Flow lines</th></tr>`;
  return table("Who talks to whom", head, rows, edges.length);
}

function labelTable(store: PceStore): Html {
  const labels = store.table<LabelRow>("labels");
  const uses = new Map<string, number>();
  for (const workload of store.table<WorkloadRow>("workloads").live()) {
    for (const href of workload.labels) uses.set(href, (uses.get(href) ?? 0) + 1);
  }
  const rows = first(labels.live()).map(
    ({ href, key, value }) =>
      html`<tr><td>${chip(key, value)}</td><td class="number">${uses.get(href) ?? 0}</td><td><code>${href}</code></td></tr>`,
  );
  const head = html`<tr><th>Label</th><th class="number">Workloads</th><th>Href</th></tr>`;
  return table("Labels", head, rows, labels.size);
}

function workloadTable(store: PceStore): Html {
  const workloads = store.table<WorkloadRow>("workloads");
  const labels = store.table<LabelRow>("labels");
  const rows = first(workloads.live()).map((row) => {
    const addresses = [
      ...row.interfaces.map(({ address }) => address),
      ...(row.public_ip ? [row.public_ip] : []),
    ];
    const chips = row.labels.map((href) => labels.get(href)!).map(({ key, value }) => chip(key, value));
    return html`<tr><td>${row.name ?? row.hostname}</td><td><code>${addresses.slice(0, 4).join(" ")}${addresses.length > 4 ? ` + ${addresses.length - 4}` : ""}</code></td>
<td>${chips}</td><td>${row.ven === null ? "unmanaged" : "managed"}</td><td>${row.enforcement_mode}</td></tr>`;
  });
  const head = html`<tr><th>Workload</th><th>Addresses</th><th>Labels</th><th>Kind</th><th>Enforcement</th></tr>`;
  return table("Workloads", head, rows, workloads.size);
}
