import { type DocumentField, documentFields } from "@multisite/kernel/document";
import { starSchema } from "./schema.ts";

/** Every field of a star's document, in the order of the schema. */
export function starFields(): readonly DocumentField[] {
  return documentFields(starSchema);
}
