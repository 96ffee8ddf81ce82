import { Agent, request } from "undici";
import type { PceSimulator } from "../../../sandbox/pce";
import { startWithCall } from "./pce-call";
import { fillThreeTiers } from "./three-tier";

describe("the page of the PCE simulator", () => {
  let pce: PceSimulator;
  let close: () => Promise<void>;
  let agent: Agent;
  beforeAll(async () => {
    const started = await startWithCall();
    ({ pce, close } = started);
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
