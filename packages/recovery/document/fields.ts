import { type DocumentField, documentFields } from "@multisite/kernel/document";
import { planSchema } from "./schema.ts";

/** Every field of a protection plan's document, in the order of the schema. */
export function planFields(): readonly DocumentField[] {
  return documentFields(planSchema);
}
