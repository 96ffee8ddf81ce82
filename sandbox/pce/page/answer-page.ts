import type { IncomingMessage, ServerResponse } from "node:http";
import { writeBody } from "../../http/write-body";
import { flowMapSvg } from "../flow-map/flow-map-svg";
import type { LabelDimensionRow } from "../label-rows";
import type { PceStore } from "../pce-store";
import { renderPage } from "./render-page";

/** Nothing is loaded from elsewhere and nothing runs in the browser. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Pages for people, read only and without login: `/` and `/map.svg`, both with `?by=KEY` for another label type. */
export async function answerPage(
  store: PceStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "https://localhost");
  const pages: Readonly<Record<string, { type: string; render: typeof renderPage }>> = {
    "/": { type: "text/html; charset=utf-8", render: renderPage },
    "/map.svg": { type: "image/svg+xml", render: flowMapSvg },
  };
  const page = Object.hasOwn(pages, url.pathname) ? pages[url.pathname] : undefined;
  const by = url.searchParams.get("by") ?? "role";
  response.setHeader("Content-Security-Policy", POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (page === undefined)
    return refuse(response, 404, "There is nothing here. The page is at /, the API at /api/v2.");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "Read only.");
  const keys = [...store.table<LabelDimensionRow>("label_dimensions").live()].map(({ key }) => key);
  if (!keys.includes(by)) return refuse(response, 400, `by must be one of ${keys.join(", ")}.`);
  const body = await page.render(store, by);
  response.setHeader("Cache-Control", "no-store");
  response.writeHead(200, { "Content-Type": page.type });
  await writeBody(response, request.method === "HEAD" ? [] : [body]);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}
