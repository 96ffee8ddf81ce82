import { request } from "node:https";
import { type HttpSites, startHttpSites } from "../../../../sandbox/azure/functions/http-site";
import { type AppScene, appScene, packageOf } from "../support/app-scene";

jest.setTimeout(120_000);

const CODE = `
const { app } = require("@azure/functions");
app.http("feed", {
  methods: ["GET"], authLevel: "anonymous", route: "hosts/feed",
  handler: async (request) => ({
    status: request.headers.get("x-key") === "open" ? 200 : 401,
    headers: { "content-type": "text/plain" },
    body: "greeting " + process.env.GREETING,
  }),
});
app.http("keyed", { authLevel: "function", handler: async () => ({ body: "secret" }) });
app.http("broken", { methods: ["POST"], authLevel: "anonymous", handler: async (request) => { throw new Error(await request.text()); } });`;

let scene: AppScene;
let sites: HttpSites;
beforeAll(async () => {
  scene = await appScene();
  sites = await startHttpSites(scene.cloud, scene.apps);
  await scene.publish(packageOf(CODE));
});
afterAll(async () => {
  await sites?.close();
  await scene?.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

function call(
  route: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { method = "GET", headers = {}, body } = options;
  return new Promise<Answer>((resolve, reject) => {
    const ca = scene.cloud.authority.certificate;
    const call = request(`https://${sites.hostOf("Reading")}/${route}`, { method, headers, ca }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode,
          type: answer.headers["content-type"],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}

test("a call goes to the function of its route, with its headers", async () => {
  const answer = { status: 200, type: "text/plain", body: "greeting hello" };
  expect(await call("api/hosts/feed", { headers: { "x-key": "open" } })).toEqual(answer);
  expect(await call("api/Hosts/Feed?at=1", { headers: { "x-key": "open" } })).toEqual(answer);
  expect(await call("api/hosts/feed")).toMatchObject({ status: 401 });
});

test("a route that no function has, another method and a function that wants a key are refused", async () => {
  expect(await call("api/hosts")).toMatchObject({ status: 404 });
  expect(await call("hosts/feed")).toMatchObject({ status: 404 });
  expect(await call("api/hosts/feed", { method: "POST" })).toMatchObject({ status: 405 });
  expect(await call("api/keyed")).toMatchObject({ status: 401, body: "" });
});

test("a function that throws answers 500 without a word, and its error is in the log", async () => {
  expect(await call("api/broken", { method: "POST", body: "because of this" })).toMatchObject({
    status: 500,
    body: "",
  });
  expect(scene.messages().at(-1)).toContain("because of this");
});
