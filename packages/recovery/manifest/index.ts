export { readManifest, writeManifest } from "./text.ts";
export type {
  Manifest,
  ManifestAttachment,
  ManifestBackup,
  ManifestNic,
  ManifestServer,
  ManifestVolume,
} from "./types.ts";
