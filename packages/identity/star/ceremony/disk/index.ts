export { type HomeKeyDisk, type KeyDiskOptions, openKeyDisk } from "./disk.ts";
export { type FileCalls, systemFiles } from "./files.ts";
export { renderedDirectory } from "./places.ts";
export type { Repair } from "./repairs.ts";
export type { DamagedFile, DescribedKey } from "./shelf.ts";
