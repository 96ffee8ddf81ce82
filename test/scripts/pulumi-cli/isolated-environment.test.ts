import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";

test("an isolated environment has no variable that the caller set for Pulumi, AWS or Illumio", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "isolated-"));
  const theirs = {
    HOME: "/home/reader",
    PATH: "/usr/bin",
    PULUMI_ACCESS_TOKEN: "pul-theirs",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_HOME: "/home/reader/.pulumi",
    PULUMI_BACKEND_URL: "https://api.pulumi.com",
    PULUMI_CONFIG_PASSPHRASE: "theirs",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/theirs",
    PULUMI_STACK: "theirs",
    AWS_PROFILE: "theirs",
    AWS_SESSION_TOKEN: "theirs",
    AWS_ACCESS_KEY_ID: "theirs",
    AWS_ENDPOINT_URL_SQS: "https://theirs",
    ILLUMIO_PCE_HOST: "theirs.example.com",
    ILLUMIO_PROXY_URL: "http://theirs",
    https_proxy: "http://theirs",
  };
  const environment = isolatedPulumiEnvironment({
    directory,
    pulumiBin: "/opt/pulumi",
    pluginDirectories: ["/opt/plugins"],
    environment: theirs,
    aws: { endpoint: "http://127.0.0.1:1", region: "us-east-1", accessKeyId: "AKIA", secretAccessKey: "s" },
  });
  rmSync(directory, { recursive: true });
  expect(JSON.stringify(environment)).not.toMatch(/theirs|pul-/);
  expect(environment).not.toHaveProperty("PULUMI_ACCESS_TOKEN");
  expect(environment).not.toHaveProperty("PULUMI_IGNORE_AMBIENT_PLUGINS");
  expect(environment).toMatchObject({
    HOME: "/home/reader",
    PATH: `/opt/plugins:${path.dirname(process.execPath)}:/opt/pulumi:/usr/bin`,
    PULUMI_BACKEND_URL: `file://${directory}/state`,
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  });
});
