import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { pythonWith } from "../../../support/python";

/** The `az` command line with a configuration of its own, in which the sandbox is the cloud. */
export class Az {
  readonly #cloud: AzureCloud;
  readonly #directory = mkdtempSync(path.join(tmpdir(), "azure-cli-"));

  private constructor(cloud: AzureCloud) {
    this.#cloud = cloud;
  }

  static async inCloud(cloud: AzureCloud): Promise<Az> {
    const az = new Az(cloud);
    const endpoint = ["--endpoint-resource-manager", `${cloud.armEndpoint}/`];
    await az.call("cloud", "register", "--name", "sandbox", ...endpoint);
    await az.call("cloud", "set", "--name", "sandbox");
    return az;
  }

  run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = this.#cloud.environment();
      const env = {
        PATH: process.env["PATH"],
        HOME: this.#directory,
        AZURE_CONFIG_DIR: this.#directory,
        AZURE_CORE_COLLECT_TELEMETRY: "no",
        AZURE_CORE_NO_COLOR: "true",
        AZURE_EXTENSION_USE_DYNAMIC_INSTALL: "no",
        REQUESTS_CA_BUNDLE: this.#cloud.caFile,
        IDENTITY_ENDPOINT,
        IDENTITY_HEADER,
      };
      execFile(
        pythonWith("the Azure CLI")!,
        ["-m", "azure.cli", ...args],
        { env },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
        },
      );
    });
  }

  /** What a command prints. @throws Error when it fails */
  // biome-ignore lint/suspicious/noExplicitAny: commands print many shapes
  async call(...args: string[]): Promise<any> {
    const { code, stdout, stderr } = await this.run(...args, "--output", "json");
    if (code !== 0) throw new Error(`az ${args.join(" ")} failed: ${stderr}`);
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
