import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { inspect, promisify } from "node:util";
import { mayHaveBeenApplied, type PceConnection } from "../../../clients/pce";
import { type HttpStatusError, isAuthenticationError, isNetworkError } from "../../../core/errors";
import { CertificateAuthority } from "../../../sandbox/tls/certificate-authority";
import { answer, scriptedServer } from "../http/scripted-server";
import { clientOf, closeAll, failureOf, scriptedPce, startPce } from "./fixtures";

afterEach(closeAll);

const ROOT = join(__dirname, "..", "..", "..");

const settingsOf = (pce: PceConnection): PceConnection => {
  const { host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate } = pce;
  return { host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate };
};

/** What `health` says where the environment puts TLS verification off. */
async function healthWithoutTlsChecks(connection: PceConnection): Promise<string> {
  // A process of its own: jest gives its tests a copy of the environment, which TLS does not see.
  const program = `
    const { PceClient } = require("illumio-iac/clients/pce");
    const client = new PceClient(${JSON.stringify(connection)});
    client.health().then(() => console.log("connected"), (error) => console.log(error.message));`;
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  return (await promisify(execFile)(process.execPath, ["-e", program], { cwd: ROOT, env })).stdout;
}

test("an error names the key that the PCE refused", async () => {
  const pce = await startPce();
  const client = clientOf({ ...settingsOf(pce), apiKeySecret: "wrong-secret-wrong" });
  const error = await failureOf(client.findLabel("role", "web"));
  expect(isAuthenticationError(error)).toBe(true);
  expect(error.message).toContain("PCE answered 401 to GET /api/v2/orgs/1/labels");
  expect(error.message).toContain(`does not know API key '${pce.apiKeyUsername}' with this secret`);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain("wrong-secret");
  expect(client.calls).toBe(1);
});

test("an error for a wrong org id says that a missing role looks the same", async () => {
  const pce = await startPce({ orgId: 7 });
  const client = clientOf({ ...settingsOf(pce), orgId: 8 });
  const error = await failureOf(client.createLabel({ key: "role", value: "web" }));
  expect(isAuthenticationError(error)).toBe(false);
  expect(error.message).toContain("PCE answered 403 to POST /api/v2/orgs/8/labels");
  expect(error.message).toContain("(Global Organization Owner or Global Administrator)");
  expect(error.message).toContain(
    "it does not belong to organisation 8: a wrong org id is answered like this too",
  );
});

test("an error names the address where nothing listens", async () => {
  const pce = await startPce();
  await pce.close();
  const closed = { close: () => Promise.resolve() };
  Object.assign(pce, closed);
  const error = await failureOf(clientOf(settingsOf(pce)).health());
  expect(isNetworkError(error)).toBe(true);
  expect(error.message).toContain(`nothing listens for PCE at 127.0.0.1:${pce.port}`);
  expect(error.message).toContain("Check host and port");
});

test("an error says that a host name is unknown, and the call is not tried again", async () => {
  const pce = await startPce();
  const error = await failureOf(clientOf({ ...settingsOf(pce), host: "no-such-host.invalid" }).health());
  expect(error.message).toMatch(
    /^GET \/api\/v2\/health: the host name of PCE at no-such-host\.invalid:\d+ is not known/,
  );
  expect(error.message).not.toContain("tried");
});

describe("a certificate", () => {
  test("that no known CA signed is refused, and the settings for the CA are named", async () => {
    const pce = await startPce();
    const { caCertificate: _, ...connection } = settingsOf(pce);
    const error = await failureOf(clientOf(connection).uploadFlows(["10.0.0.1,10.0.0.2,443,6"]));
    expect(error.message).toContain(`the certificate of PCE at 127.0.0.1:${pce.port} is not trusted`);
    expect(isNetworkError(error) && error.permanent).toBe(true);
    for (const setting of ["ILLUMIO_CA_FILE", "illumio:caFile", "caCertificate"]) {
      expect(error.message).toContain(setting);
    }
    expect(error.message).not.toContain("tried");
    expect(mayHaveBeenApplied(error)).toBe(false);
    expect(pce.counters.requests).toBe(0);
  });

  test("of another CA is refused", async () => {
    const pce = await startPce();
    const caCertificate = new CertificateAuthority().certificate;
    const error = await failureOf(clientOf({ ...settingsOf(pce), caCertificate }).health());
    expect(error.message).toContain("is not trusted");
  });

  test("for another host name is refused", async () => {
    const authority = new CertificateAuthority();
    const { certificate, privateKey } = authority.issue(["pce.example.com"]);
    const server = await scriptedServer([answer(200, "[]")], { cert: certificate, key: privateKey });
    const { connection } = await scriptedPce([answer(200)]);
    const wrong = { ...connection, port: server.port, caCertificate: authority.certificate };
    const error = await failureOf(clientOf(wrong).health()).finally(() => server.close());
    expect(error.message).toContain("is made out for DNS:pce.example.com");
  });

  test("is checked even when the environment disables the check", async () => {
    const pce = await startPce();
    const { caCertificate: _, ...connection } = settingsOf(pce);
    expect(await healthWithoutTlsChecks(connection)).toContain("is not trusted");
    expect(pce.counters.requests).toBe(0);
  });
});

test("an error says that a port does not speak HTTPS", async () => {
  const { connection } = await scriptedPce([answer(200)]);
  const plain = await scriptedServer([answer(200)]);
  const error = await failureOf(clientOf({ ...connection, port: plain.port }).health()).finally(() =>
    plain.close(),
  );
  expect(error.message).toContain(`127.0.0.1:${plain.port} does not speak HTTPS`);
});

test("an error says that something other than a PCE answers", async () => {
  const { connection } = await scriptedPce([
    answer(404, "<html>nothing here</html>", { "content-type": "text/html" }),
  ]);
  const error = await failureOf(clientOf(connection).health());
  expect(error.message).toBe(
    "PCE answered 404 to GET /api/v2/health: <html>nothing here</html>. Check that host and port are those of a PCE",
  );
});

test.each([
  [
    "an array",
    '[{"token":"t1","message":"one"},{"token":"t2","message":"two"}]',
    "one [t1]; two [t2]",
    ["t1", "t2"],
  ],
  ["one object", '{"token":"t1","message":"one"}', "one [t1]", ["t1"]],
  ["an error text", '{"error":"something"}', "something [unknown_error]", ["unknown_error"]],
  ["a text of its own", "plain words", "plain words", []],
])("an error body is read when it is %s", async (_name, body, detail, tokens) => {
  const { connection } = await scriptedPce([answer(406, body)]);
  const error = await failureOf(clientOf(connection).createLabel({ key: "a", value: "b" }));
  expect(error).toMatchObject({ status: 406, tokens });
  expect(error.message).toBe(`PCE answered 406 to POST /api/v2/orgs/1/labels: ${detail}`);
});

test("an error has the request id of the PCE", async () => {
  const pce = await startPce();
  const error = await failureOf<HttpStatusError>(clientOf(pce).updateLabel("/orgs/1/labels/9", {}));
  expect(error.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(error.message).toContain(`(request id ${error.requestId})`);
});

test.each([
  ["JSON", (said: string) => JSON.stringify([{ token: said, message: said }])],
  ["plain words", (said: string) => said],
])("no error shows a secret that the PCE repeats in %s", async (_name, bodyOf) => {
  const secret = "a-very-secret-secret";
  const pair = Buffer.from(`api_1a2b:${secret}`).toString("base64");
  const said = `${secret} and ${pair}`;
  const { connection } = await scriptedPce([answer(406, bodyOf(said), { "x-request-id": said })]);
  const error = await failureOf(clientOf(connection).createLabel({ key: "role", value: "web" }));
  const look = inspect(error, { depth: null, showHidden: true });
  expect(look).toContain("[redacted] and [redacted]");
  for (const each of [secret, pair]) expect(look).not.toContain(each);
});

test("a client shows no secret when it is printed or inspected", async () => {
  const { connection } = await scriptedPce([answer(200)]);
  const client = clientOf({ ...connection, proxyUrl: "http://user:pass-word@127.0.0.1:1" });
  const error = await failureOf(client.nodeAvailable());
  const authorization = Buffer.from(`api_1a2b:${connection.apiKeySecret}`).toString("base64");
  const looks = [
    inspect(client, { depth: null, showHidden: true }),
    JSON.stringify(client),
    inspect(error, { depth: null, showHidden: true }),
    error.stack ?? "",
  ];
  for (const look of looks) {
    for (const secret of [connection.apiKeySecret, authorization, "pass-word"])
      expect(look).not.toContain(secret);
  }
});

describe("a client behind a proxy", () => {
  const proxies: Server[] = [];
  afterEach(() => {
    for (const proxy of proxies.splice(0)) {
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  /** A proxy that asks for `user:pass-word`. @returns its port and what it was asked to reach */
  async function startProxy(): Promise<{ port: number; reached: string[] }> {
    const reached: string[] = [];
    const proxy = createServer();
    const wanted = `Basic ${Buffer.from("user:pass-word").toString("base64")}`;
    proxy.on("connect", (request, socket) => {
      if (request.headers["proxy-authorization"] !== wanted) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        return;
      }
      reached.push(request.url!);
      const [host, port] = request.url!.split(":");
      const onward = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [onward, socket]) end.on("error", () => [onward, socket].map((one) => one.destroy()));
    });
    proxies.push(proxy);
    await new Promise<void>((resolve) => {
      proxy.listen(0, "127.0.0.1", resolve);
    });
    return { port: (proxy.address() as AddressInfo).port, reached };
  }

  test("reaches a PCE with a private CA", async () => {
    const pce = await startPce();
    const proxy = await startProxy();
    const proxyUrl = `http://user:pass-word@127.0.0.1:${proxy.port}`;
    const client = clientOf({ ...settingsOf(pce), proxyUrl });
    await client.createLabel({ key: "role", value: "web" });
    expect(proxy.reached).toEqual([`127.0.0.1:${pce.port}`]);
    expect(client.calls).toBe(1);
  });

  test("still refuses a certificate that no known CA signed", async () => {
    const pce = await startPce();
    const proxy = await startProxy();
    const { caCertificate: _, ...connection } = settingsOf(pce);
    const proxyUrl = `http://user:pass-word@127.0.0.1:${proxy.port}`;
    const error = await failureOf(clientOf({ ...connection, proxyUrl }).health());
    expect(error.message).toContain("is not trusted");
    expect(pce.counters.requests).toBe(0);
  });

  test("checks the certificate even when the environment disables the check", async () => {
    const pce = await startPce();
    const proxy = await startProxy();
    const { caCertificate: _, ...connection } = settingsOf(pce);
    const proxyUrl = `http://user:pass-word@127.0.0.1:${proxy.port}`;
    expect(await healthWithoutTlsChecks({ ...connection, proxyUrl })).toContain("is not trusted");
    expect(proxy.reached).toEqual([`127.0.0.1:${pce.port}`]);
    expect(pce.counters.requests).toBe(0);
  });

  test("throws an error that says that the proxy refused", async () => {
    const pce = await startPce();
    const proxy = await startProxy();
    const client = clientOf({
      ...settingsOf(pce),
      proxyUrl: `http://user:wrong-word@127.0.0.1:${proxy.port}`,
    });
    const error = await failureOf(client.createLabel({ key: "role", value: "web" }));
    expect(error.message).toContain("the proxy on the way to PCE");
    expect(error.message).toContain("Check the proxy setting, its user name and password");
    expect(error.message).not.toContain("wrong-word");
    expect(mayHaveBeenApplied(error)).toBe(false);
  });
});
