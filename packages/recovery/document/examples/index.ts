import type { ProtectionMode } from "../types.ts";
import { groupExample } from "./group.ts";
import { imageExample } from "./image.ts";
import { replicationExample } from "./replication.ts";

/** A commented document of each mode that needs only its names changed. */
export const planExamples: Readonly<Record<ProtectionMode, string>> = {
  group: groupExample,
  image: imageExample,
  replication: replicationExample,
};
