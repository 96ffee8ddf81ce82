import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../../..");

/** Folders of the packages that are shipped, from the root. */
const PACKAGES = [".", "sandbox", "flow-map"];

/** The packed tarballs as in a user's project: a lock file of them and their dependencies, nothing else. */
export class InstalledPackages {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-supply-chain-"));

  constructor() {
    const tarballs = PACKAGES.map((folder) => this.#pack(path.join(root, folder)));
    writeFileSync(
      path.join(this.#folder, "package.json"),
      '{"name":"user","version":"1.0.0","private":true}',
    );
    this.npm("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", ...tarballs);
  }

  /** @returns the tarball, as the project refers to it */
  #pack(cwd: string): string {
    const packed = execFileSync(
      "npm",
      ["pack", "--ignore-scripts", "--json", "--pack-destination", this.#folder],
      { cwd, encoding: "utf8", maxBuffer: 64e6 },
    );
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    return `./${filename}`;
  }

  /** What npm prints on standard output, whatever its exit code. */
  npm(...args: string[]): string {
    const { stdout, stderr, error } = spawnSync("npm", args, {
      cwd: this.#folder,
      encoding: "utf8",
      maxBuffer: 64e6,
    });
    if (error !== undefined) throw error;
    if (stdout.trim() === "" && stderr.trim() !== "") throw new Error(`npm ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
