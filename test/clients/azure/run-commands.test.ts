import { ArmClient } from "../../../clients/azure/arm-client";
import { RunCommands } from "../../../clients/azure/run-commands";
import { ArmServer } from "./arm-server";

const MACHINE = "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1";
const CODE = "f00dcafe1234567890";

let server: ArmServer;
beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
});

const commands = () =>
  new RunCommands(
    new ArmClient({
      cloud: { resourceManager: server.url, audience: "https://management.azure.com" },
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    }),
  );
const managed = {
  name: "illumio-iac-ven-1",
  location: "westeurope",
  script: "echo one\necho two",
  parameters: { NONCE: "n" },
  protectedParameters: { CODE },
  timeoutInSeconds: 1800,
};
const action = { commandId: "RunShellScript", script: managed.script, parameters: { CODE } };
const sent = () => {
  const [call = ""] = server.calls;
  const at = call.indexOf(" {");
  return [call.slice(0, at), JSON.parse(call.slice(at))];
};

test("a managed command is one that fails with its script, and has the code as a protected parameter", async () => {
  server.answers.push({ status: 201, body: {} });
  await commands().start(MACHINE, managed);
  expect(sent()).toEqual([
    `PUT ${MACHINE}/runCommands/illumio-iac-ven-1?api-version=2024-07-01`,
    {
      location: "westeurope",
      properties: {
        source: { script: managed.script },
        parameters: [{ name: "NONCE", value: "n" }],
        protectedParameters: [{ name: "CODE", value: CODE }],
        asyncExecution: false,
        timeoutInSeconds: 1800,
        treatFailureAsDeploymentFailure: true,
      },
    },
  ]);
});

test("an action has its script line by line, without which Azure runs a sample of its own", async () => {
  server.answers.push({ status: 202, headers: { location: `${server.url}/operations/1` } });
  const started = await commands().startAction(MACHINE, action);
  expect(started).toEqual({ operation: "/operations/1?api-version=2024-07-01" });
  expect(sent()).toEqual([
    `POST ${MACHINE}/runCommand?api-version=2024-07-01`,
    {
      commandId: "RunShellScript",
      script: ["echo one", "echo two"],
      parameters: [{ name: "CODE", value: CODE }],
    },
  ]);
});

test.each([
  ["a managed command", () => commands().start(MACHINE, managed)],
  ["an action", () => commands().startAction(MACHINE, action)],
])("no error of %s holds the code, also where Azure quotes it", async (_, start) => {
  const message = `The parameter CODE=${CODE} is not allowed.`;
  server.answers.push({ status: 400, body: { error: { code: "InvalidParameter", message } } });
  const error = await start().then(
    () => undefined,
    (caught: Error) => caught,
  );
  expect(error?.message).toContain("InvalidParameter: The parameter CODE=");
  expect(`${error?.message}${error?.stack}`).not.toContain(CODE);
});
