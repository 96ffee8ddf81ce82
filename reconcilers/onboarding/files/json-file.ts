import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Checks } from "../../../core/checks";
import { readJsonText } from "../../../core/checks/json-text";
import { checkTwins } from "../../../core/checks/json-twins";
import { ConfigurationError } from "../../../core/errors";
import { replaceFile } from "./replace-file";

/** A file with one JSON value, which is replaced as a whole. Its problems name it. */
export class JsonFile {
  /**
   * @param kind what it is, for example `CMDB file`
   * @param ifEmpty what to do with a file that is empty
   */
  constructor(
    readonly path: string,
    private readonly kind: string,
    private readonly ifEmpty: string,
  ) {}

  /** What problems of the file begin with. */
  get subject(): string {
    return `${this.kind} ${this.path}`;
  }

  /**
   * @returns undefined when there is no such file
   * @throws ConfigurationError when it cannot be read, is no JSON, or has a key twice in one object
   */
  read(): { readonly value: unknown } | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return undefined;
      throw this.error(`cannot be read (${code ?? message})`, error);
    }
    const read = readJsonText(text);
    if ("problem" in read)
      throw this.error(read.problem === "is empty" ? `is empty; ${this.ifEmpty}` : read.problem);
    const checks = Checks.start();
    checkTwins(text, checks);
    checks.throwIfAny(this.subject);
    return read;
  }

  /** @throws ConfigurationError when it cannot be written; the file is then as it was */
  replace(value: unknown): void {
    try {
      replaceFile(this.path, `${JSON.stringify(value, undefined, 2)}\n`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") this.refuseMissingFolder();
      throw this.error(`cannot be written (${code ?? message})`, error);
    }
  }

  /** @throws ConfigurationError that names the folder */
  refuseMissingFolder(): void {
    const folder = path.dirname(this.path);
    if (!existsSync(folder))
      throw this.error(`there is no folder ${folder}; make it, or name a file in another one`);
  }

  private error(reason: string, cause?: unknown): ConfigurationError {
    return new ConfigurationError(this.subject, reason, cause === undefined ? {} : { cause });
  }
}
