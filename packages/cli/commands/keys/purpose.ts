import { KEY_PURPOSES } from "@multisite/identity/star";
import { Option } from "commander";

/** `--purpose`: which of the three sequences of keys. */
export function purposeOption(): Option {
  return new Option("--purpose <purpose>", "which keys").choices([...KEY_PURPOSES]).default("token");
}
