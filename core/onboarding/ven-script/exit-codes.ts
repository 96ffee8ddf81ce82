/** How the script that installs an agent ends, where it does not succeed. */
export const EXIT_CODES = {
  unsupported: 41,
  noDownloader: 42,
  noAnswer: 43,
  refused: 44,
  untrusted: 45,
  wrongChecksum: 46,
  pairingFailed: 47,
  noActivationCode: 48,
  notWritable: 49,
  noScript: 50,
  errorAnswer: 51,
  noStatus: 52,
} as const;

const HINTS: Readonly<Record<number, string>> = {
  41: "The agent does not run on this system: exclude the machine",
  42: "The machine has neither curl nor GNU wget, or one that is too old: install one of them in its image",
  43: "The machine gets no answer of the PCE: open its way out to the PCE's port, and to the proxy where proxyUrl is set",
  44: "The PCE does not give the pairing script: load the agent's software into its VEN library, and check scriptVersion and the pairing profile",
  45: "The machine does not trust the certificate of the PCE: set caCertificate to that of the authority that issued it, or correct the host name",
  46: "The pairing script is another one than that of checksums: take the new checksum over once you trust the new script",
  47: "The pairing script failed: read the end of its log in the output, /var/log/illumio_install.log on the machine has the rest",
  48: "The activation code did not reach the script: report it as a defect, with the form of Run Command that is used",
  49: "The script cannot write below /opt on this machine: look for a full or read-only disk",
  50: "What came from the PCE's address is no script: look for a proxy or a login page on the way",
  51: "The PCE, or a proxy on the way to it, answers with an error that may pass: look at the health of the PCE if it comes again",
  52: "An agent is on the machine and its control tool does not come to an end: restart the agent or remove it",
};

/** What to do when the script ended with this code; undefined for a code that it does not use. */
export function hintOf(exitCode: number): string | undefined {
  return Object.hasOwn(HINTS, exitCode) ? HINTS[exitCode] : undefined;
}
