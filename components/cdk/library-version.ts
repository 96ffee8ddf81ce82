import { ConfigurationError } from "../../core/errors";

/** Oldest aws-cdk-lib with everything that the constructs use; `peerDependencies` of the package name it too. */
export const OLDEST_LIBRARY = "2.257.0";

/**
 * Refuses an aws-cdk-lib that is missing, older than {@link OLDEST_LIBRARY}, or of another major version, before a
 * construct fails on what is missing in it.
 *
 * @param read gives the version that is installed
 * @throws ConfigurationError that names the version seen
 */
export function refuseOtherLibrary(read: () => string): void {
  const version = installed(read);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_LIBRARY.split(".").map(Number);
  if (major === oldestMajor && minor >= oldestMinor) return;
  throw new ConfigurationError(
    "aws-cdk-lib",
    `illumio-iac/cdk needs version ^${OLDEST_LIBRARY}, got ${version}; ${INSTALL}`,
  );
}

const INSTALL = "install it by npm install aws-cdk-lib@2 constructs@10";

function installed(read: () => string): string {
  try {
    return read();
  } catch (error) {
    throw new ConfigurationError(
      "aws-cdk-lib",
      `illumio-iac/cdk needs it, and it is not installed; ${INSTALL}`,
      {
        cause: error,
      },
    );
  }
}
