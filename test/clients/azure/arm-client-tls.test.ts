import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { ArmServer } from "./arm-server";

test("TLS is verified where the environment puts verification off", async () => {
  const server = await ArmServer.start();
  server.answers.push({ status: 200, body: { id: "x" } }, { status: 200, body: { id: "x" } });
  // A process of its own: jest gives its tests a copy of the environment, which TLS does not see.
  const program = `
    const { ArmClient } = require("./dist/clients/azure/arm-client.js");
    const arm = new ArmClient({
      cloud: { resourceManager: ${JSON.stringify(server.url)}, audience: "https://x" },
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3600000 }) },
    });
    arm.get({ path: "/x", apiVersion: "1" }).then(() => console.log("connected"), (error) => console.log(error.message));`;
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const cwd = path.join(__dirname, "..", "..", "..");
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd, env });
  await server.close();
  expect(stdout).toMatch(/certificate of Azure Resource Manager at .* is not trusted/);
  expect(server.calls).toEqual([]);
});
