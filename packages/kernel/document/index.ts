export { documentSchema, type KindOfDocument } from "./document-schema.ts";
export { type DocumentField, documentFields } from "./fields.ts";
export { type DocumentPath, type Finding, pathText, type Severity } from "./finding.ts";
export { type ReadDocument, readDocument } from "./read.ts";
export type { IntegerPart, ListPart, MapPart, SchemaPart, TextPart } from "./schema-part.ts";
