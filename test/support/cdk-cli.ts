import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SandboxCloud } from "../../sandbox/aws/sandbox-cloud";

const root = path.resolve(__dirname, "../..");

export interface CdkRun {
  readonly code: number;
  /** Standard output and error. */
  readonly text: string;
}

/** The real `cdk` CLI with one app against a sandbox cloud, in a folder of its own. */
export class CdkCli {
  readonly #cloud: SandboxCloud;
  readonly #home = mkdtempSync(path.join(tmpdir(), "cdk-cli-"));

  /** @param app a JavaScript file below `test/fixtures` */
  constructor(cloud: SandboxCloud, app: string) {
    this.#cloud = cloud;
    symlinkSync(path.join(root, "test/fixtures", app), path.join(this.#home, "app.js"));
  }

  deploy(variables: Record<string, string> = {}, ...options: string[]): Promise<CdkRun> {
    return this.run(["deploy", "--require-approval", "never", ...options], variables);
  }

  diff(variables: Record<string, string> = {}): Promise<CdkRun> {
    return this.run(["diff"], variables);
  }

  destroy(): Promise<CdkRun> {
    return this.run(["destroy", "--force"]);
  }

  run(command: readonly string[], variables: Record<string, string> = {}): Promise<CdkRun> {
    const { endpoint, region, accessKeyId, secretAccessKey } = this.#cloud;
    const cdk = path.join(root, "node_modules/aws-cdk/bin/cdk");
    const options = ["--app", "node app.js"];
    const env = {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`,
      HOME: this.#home,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: region,
      CDK_DISABLE_CLI_TELEMETRY: "true",
      ...variables,
    };
    return new Promise((resolve) => {
      const args = [cdk, ...command, ...options, "--no-notices", "--ci", "--no-color"];
      execFile(process.execPath, args, { cwd: this.#home, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: `${stdout}\n${stderr}` });
      });
    });
  }

  close(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
