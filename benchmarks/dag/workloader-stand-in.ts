import { once } from "node:events";
import { Agent, type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import { elementAt, elements, escapeXml, readXml } from "../../clients/panos/xml";
import { measured } from "./measured-process";
import type { Reach } from "./world";

/**
 * Makes the calls that `workloader dag-sync --update-panos --remove-stale` makes, in its order and with its messages:
 * labels and workloads of the PCE, HA state, target vsys, the list page by page, target vsys again, one message to
 * register and one to unregister. It is a stand-in, in another language, for its calls and bytes.
 */
const PAGE = 500;

interface Workload {
  readonly href: string;
  readonly interfaces?: readonly { readonly address: string }[];
  readonly labels?: readonly { readonly href: string }[];
}

void measured(async ({ pce, firewall }) => {
  const agent = new Agent({ keepAlive: true });
  try {
    const wanted = await wantedTags(pce, agent);
    const [host, port] = firewall.host.split(":");
    const call = async (type: string, cmd: string) => {
      const body = new URLSearchParams({ cmd, key: firewall.apiKey, type, vsys: "vsys1" }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const options = {
        host,
        port,
        path: "/api",
        method: "POST",
        headers,
        agent,
        ca: firewall.caCertificate,
      };
      return elementAt(readXml((await send(options, body)).body), "response");
    };
    await call("op", "<show><high-availability><state></state></high-availability></show>");
    await call("op", targetVsys("vsys1"));
    const registered = new Map<string, string[]>();
    for (let start = 1, more = true; more; start += PAGE) {
      const paging = `<limit>${PAGE}</limit><start-point>${start}</start-point>`;
      const answer = await call(
        "op",
        `<show><object><registered-ip>${paging}</registered-ip></object></show>`,
      );
      const page = elements(elementAt(answer, "result"), "entry");
      for (const entry of page)
        registered.set(
          String(entry["@ip"]),
          elements(elementAt(entry, "tag"), "member").map((member) => String(member["#text"])),
        );
      more = page.length === PAGE;
    }
    await call("op", targetVsys("none"));
    const isOwned = (tags: readonly string[]) => tags.some((tag) => tag.includes("/workloads/"));
    const enter = [...wanted].filter(([ip, tags]) => !tags.every((tag) => registered.get(ip)?.includes(tag)));
    const leave = [...registered].filter(([ip, tags]) => isOwned(tags) && !wanted.has(ip));
    if (enter.length > 0)
      await call(
        "user-id",
        message(
          enter.map(([ip, tags]) => entryOf(ip, tags)),
          [],
        ),
      );
    if (leave.length > 0)
      await call(
        "user-id",
        message(
          [],
          leave.map(([ip]) => entryOf(ip, [])),
        ),
      );
  } finally {
    agent.destroy();
  }
});

/** Address → values of its workload's labels, whatever their keys, and the workload's href. */
async function wantedTags(pce: Reach["pce"], agent: Agent): Promise<Map<string, string[]>> {
  const { host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate: ca } = pce;
  const auth = `${apiKeyUsername}:${apiKeySecret}`;
  const get = (path: string, headers: Record<string, string> = {}) =>
    send({ host, port, path: `/api/v2${path}`, auth, headers, agent, ca });
  const org = `/orgs/${orgId}`;
  const list = async <T>(collection: string): Promise<T[]> => {
    const rows = JSON.parse((await get(`${org}/${collection}`)).body) as T[];
    if (rows.length < PAGE) return rows;
    const { headers } = await get(`${org}/${collection}`, { prefer: "respond-async" });
    const job = headers.location!.replace(/^.*\/api\/v2/, "");
    for (;;) {
      const { status, result } = JSON.parse((await get(job)).body);
      if (status === "done") return JSON.parse((await get(result.href)).body) as T[];
      if (status === "failed") throw new Error(`job ${job} failed`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  const labels = await list<{ href: string; value: string }>("labels");
  const values = new Map(labels.map(({ href, value }) => [href, value]));
  const tags = new Map<string, string[]>();
  for (const { href, labels: own = [], interfaces = [] } of await list<Workload>("workloads"))
    for (const { address } of interfaces)
      if (own.length > 0) tags.set(address, [...own.map((label) => values.get(label.href)!), href]);
  return tags;
}

async function send(options: RequestOptions, body = "") {
  const sent = request(options);
  sent.end(body);
  const [answer] = await once(sent, "response");
  const read = await text(answer);
  if (answer.statusCode >= 300) throw new Error(`${options.path} answered ${answer.statusCode}: ${read}`);
  return { body: read, headers: answer.headers as { location?: string } };
}

function targetVsys(name: string): string {
  return `<set><system><setting><target-vsys>${name}</target-vsys></setting></system></set>`;
}

function entryOf(ip: string, tags: readonly string[]): string {
  const members = tags.map((tag) => `<member timeout="0">${escapeXml(tag)}</member>`).join("");
  return `<entry ip="${ip}" from_agent="0" persistent="1"><tag>${members}</tag></entry>`;
}

function message(register: readonly string[], unregister: readonly string[]): string {
  const sections = `<register>${register.join("")}</register><unregister>${unregister.join("")}</unregister>`;
  return `<uid-message><type>update</type><version>2.0</version><payload>${sections}</payload></uid-message>`;
}
