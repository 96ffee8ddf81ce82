import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { shims } from "./shims";

/** What a machine knows of itself. */
export interface MachineIdentity {
  readonly computerName: string;
  /** Its network interfaces with their private addresses, the primary one first. */
  readonly interfaces: readonly { readonly name: string; readonly address: string }[];
  readonly architecture: "x64" | "Arm64";
}

/** Folders that a machine has for itself; everything else is that of this machine. */
const OWN_FOLDERS = "opt|var|etc|usr/local|tmp";
/** Such a folder at the beginning of an absolute path, in any text. */
const OWN_PATH = new RegExp(`(?<![\\w.+/})-])/(${OWN_FOLDERS})(?![\\w.-])`, "g");
const SYSTEM_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];
const BUNDLE = "etc/ssl/certs/ca-certificates.crt";

/**
 * The disk of a machine: a directory that stands in front of `/opt`, `/var`, `/etc`, `/usr/local` and `/tmp` in the text of
 * what runs there, and in scripts that it downloads with `curl`. It is no isolation: a script that puts such a path together
 * from pieces reaches the folders of this machine.
 */
export class FakeRoot {
  /** Without a slash at its end. */
  readonly directory: string;
  readonly #machine: string;

  /** @param machine where everything of the machine is put, the root among it */
  constructor(machine: string) {
    this.#machine = machine;
    this.directory = path.join(machine, "root");
  }

  /** Commands that come before those of this machine. */
  get commands(): string {
    return path.join(this.#machine, "commands");
  }

  /** The certificates that the machine trusts. */
  get bundle(): string {
    return path.join(this.directory, BUNDLE);
  }

  /** Writes what a machine has from the beginning, and what changed of it since. */
  prepare({ computerName, interfaces, architecture }: MachineIdentity, trusted: readonly string[]): void {
    for (const folder of [
      "opt",
      "var/log",
      "var/lib",
      "etc/ssl/certs",
      "etc/illumio-sandbox",
      "usr/local/bin",
      "tmp",
      "root",
    ])
      mkdirSync(path.join(this.directory, folder), { recursive: true });
    this.#write("etc/hostname", `${computerName}\n`);
    this.#write(
      "etc/illumio-sandbox/interfaces",
      interfaces.map(({ name, address }) => `${name} ${address}\n`).join(""),
    );
    this.#write("etc/os-release", OS_RELEASE);
    const bundle = SYSTEM_BUNDLES.find((file) => existsSync(file));
    this.#write(BUNDLE, [bundle ? readFileSync(bundle, "utf8") : "", ...trusted].join("\n"));
    if (!existsSync(path.join(this.directory, "etc/pki")) && existsSync("/etc/pki"))
      symlinkSync("/etc/pki", path.join(this.directory, "etc/pki"));
    mkdirSync(this.commands, { recursive: true });
    const settings = {
      root: this.directory,
      ownPath: OWN_PATH.source,
      bundle: this.bundle,
      originals: path.join(this.#machine, "originals"),
    };
    for (const [name, text] of Object.entries(shims({ ...settings, computerName, architecture }))) {
      writeFileSync(path.join(this.commands, name), text);
      chmodSync(path.join(this.commands, name), 0o755);
    }
  }

  /** A text with the machine's own folders put under its root. */
  inside(text: string): string {
    return text.replace(OWN_PATH, `${this.directory.replaceAll("$", "$$$$")}/$1`);
  }

  /** A text as the machine would have written it. */
  outside(text: string): string {
    return text.replaceAll(this.directory, "");
  }

  #write(name: string, text: string): void {
    writeFileSync(path.join(this.directory, name), text);
  }
}

const OS_RELEASE = `ID=ubuntu
ID_LIKE=debian
NAME="Ubuntu"
VERSION_ID="24.04"
PRETTY_NAME="Ubuntu 24.04 LTS"
`;
