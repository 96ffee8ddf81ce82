import { IllumioIacError } from "./errors";

export interface OptionalPackages {
  /** The command that needs them, as it is written in a shell: `illumio-iac redrive`. */
  readonly of: string;
  readonly packages: readonly string[];
  /** Whether they belong to development rather than to what is deployed. @default false */
  readonly areForDevelopment?: boolean;
}

/**
 * Loads code that needs packages which only one command uses, so that nobody else has to install them.
 *
 * @param load requires or imports it
 * @throws IllumioIacError that names the command, its packages and how to install them, when one is missing; rejects
 *   with it where `load` gives a promise
 */
export function withPackages<T>(needs: OptionalPackages, load: () => T): T {
  const fail = (cause: unknown): never => {
    throw isMissing(cause, needs.packages) ? missing(needs, cause) : cause;
  };
  try {
    const loaded = load();
    return loaded instanceof Promise ? (loaded.catch(fail) as T) : loaded;
  } catch (cause) {
    return fail(cause);
  }
}

function missing({ of, packages, areForDevelopment }: OptionalPackages, cause: unknown): IllumioIacError {
  const what = packages.length === 1 ? "the package" : "the packages";
  const install = `npm install ${areForDevelopment ? "--save-dev " : ""}${packages.join(" ")}`;
  return new IllumioIacError(`${of} needs ${what} ${packages.join(" and ")}: ${install}`, { cause });
}

/** Whether one of these packages is not there; a package that is there and lacks another one is a defect of its own. */
function isMissing(error: unknown, packages: readonly string[]): boolean {
  const { code, message = "" } = error as NodeJS.ErrnoException;
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return false;
  const [, name = ""] = /^Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  return packages.some((one) => name === one || name.startsWith(`${one}/`));
}
