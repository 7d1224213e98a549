import { type DocumentField, documentFields } from "@multisite/kernel/document";
import { networkSchema } from "./schema.ts";

/** Every field of a stretched network's document, in the order of the schema. */
export function networkFields(): readonly DocumentField[] {
  return documentFields(networkSchema);
}
