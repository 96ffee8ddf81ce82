/** Placeholder for a value that is not known yet (`runtime/rpc` of @pulumi/pulumi, `unknownValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

export type Properties = Record<string, unknown>;

export interface WireAsset {
  readonly path?: string;
  readonly text?: string;
  readonly uri?: string;
  readonly hash?: string;
}

export interface WireArchive extends WireAsset {
  readonly assets?: Readonly<Record<string, WireAsset | WireArchive>>;
}

export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isAsset = (value: unknown): value is WireAsset => isObject(value) && value[SIGNATURE] === ASSET;

export const isArchive = (value: unknown): value is WireArchive =>
  isObject(value) && value[SIGNATURE] === ARCHIVE;

/** Whether the value or any part of it is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}
