export { EXIT_CODES, hintOf } from "./exit-codes";
export { linuxScript } from "./linux-script";
export { exitCodeIn, RUNS_ALREADY } from "./sentinel";
export { CODE_PARAMETER, NONCE_PARAMETER, type VenScriptValues } from "./ven-script";
export { windowsScript } from "./windows-script";
