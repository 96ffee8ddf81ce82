import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { runWithProgress } from "./run-with-progress";
import { BUILT_CLI_VERSION } from "./versions";

const VERSION_FLAG = `-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_CLI_VERSION}`;

/**
 * The two modules under `go/`, each with a committed go.mod and go.sum: one module could not hold the dependencies of
 * both.
 */
const MODULES = [
  {
    folder: "language-host",
    output: "pulumi-language-nodejs",
    command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    flags: [],
  },
  {
    folder: "cli",
    output: "pulumi",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    flags: ["-tags", "osusergo,grpcnotrace"],
  },
];

/** Builds the CLI and its Node language host into `directory/bin` from the Go module proxy. */
export async function buildPulumi(
  root: string,
  directory: string,
  say: (text: string) => void,
): Promise<void> {
  const bin = path.join(directory, "bin");
  mkdirSync(bin, { recursive: true });
  for (const { folder, output, command, flags } of MODULES) {
    const cwd = path.join(root, "scripts/pulumi-cli/go", folder);
    const build = ["build", "-trimpath", "-buildvcs=false", "-mod=readonly", ...flags];
    await go([...build, "-ldflags", VERSION_FLAG, "-o", path.join(bin, output), command], cwd, (seconds) =>
      say(
        `building ${output} ${BUILT_CLI_VERSION} with Go: ${seconds} s (about 5 minutes on two cores, once)`,
      ),
    );
  }
  const dynamicHost = path.join(bin, "pulumi-resource-pulumi-nodejs");
  copyFileSync(
    path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), path.basename(dynamicHost)),
    dynamicHost,
  );
  chmodSync(dynamicHost, 0o755);
}

function go(args: string[], cwd: string, progress: (seconds: number) => void): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
  return runWithProgress("go", args, { cwd, env, progress });
}
