export { checkDocumentCommand } from "./check.ts";
export { readDocumentFile } from "./read-file.ts";
export { schemaDocumentCommand } from "./schema.ts";
