import { Agent, request } from "undici";
import type { PceSimulator } from "../../../sandbox/pce";
import { PolicyAuthor } from "../../support/pce-policy";
import { type Call, startWithCall } from "./pce-call";
import { fillThreeTiers } from "./three-tier";

describe("the page of the PCE simulator", () => {
  let pce: PceSimulator;
  let call: Call;
  let close: () => Promise<void>;
  let agent: Agent;
  beforeAll(async () => {
    const started = await startWithCall();
    ({ pce, call, close } = started);
    agent = new Agent({ connect: { ca: pce.caCertificate } });
    await fillThreeTiers(started.call);
    const evil = { name: "<img src=x onerror=alert(1)>", interfaces: [{ name: "e", address: "10.7.0.1" }] };
    await started.call("POST", "/orgs/1/workloads", { body: evil });
  });
  afterAll(async () => {
    await agent.close();
    await close();
  });

  const get = async (path: string, method: "GET" | "POST" = "GET") => {
    const { statusCode, headers, body } = await request(pce.url + path, { method, dispatcher: agent });
    return { status: statusCode, headers, text: await body.text() };
  };

  test("needs no login, has no secret and allows nothing to be loaded or run", async () => {
    const { status, headers, text } = await get("/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'/);
    expect(text).not.toContain(pce.apiKeySecret);
    expect(text).not.toContain(pce.apiKeyUsername);
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<script");
  });

  test("lists rule sets with their scopes, their rules and what provisioning would do", async () => {
    const author = new PolicyAuthor(call);
    const env = await author.label("env", "Staging");
    const ruleSet = await author.ruleSet("orders", [[env], []]);
    await author.rule(ruleSet, { providers: [{ actors: "ams" }], consumers: [{ actors: "ams" }] });
    const row = async () =>
      (await get("/")).text.split("<tr>").find((text) => text.includes("<td>orders</td>"))!;
    expect(await row()).toMatch(/<i>env<\/i>Staging.*All.*<td class="number">1<\/td>/s);
    expect(await row()).toContain("create pending");
    await author.provision();
    expect(await row()).toContain("in force");
  });

  test("is read only, and says what is wrong with an invalid address", async () => {
    expect((await get("/", "POST")).status).toBe(405);
    expect((await get("/favicon.ico")).status).toBe(404);
    expect(await get("/?by=planet")).toMatchObject({
      status: 400,
      text: "by must be one of role, app, env, loc.\n",
    });
  });

  test("gives the map alone as a picture, by any label type", async () => {
    const { status, headers, text } = await get("/map.svg?by=app");
    expect([status, headers["content-type"]]).toEqual([200, "image/svg+xml"]);
    expect(text).toContain(">Shop<");
  });
});
