/** The services of a storage account that the sandbox has. */
export type StorageService = "blob" | "queue" | "table";

export const STORAGE_SERVICES: readonly StorageService[] = ["blob", "queue", "table"];
