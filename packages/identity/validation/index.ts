export { type Answer, type AnswerSource, type BodyPieces, createAnswerSource } from "./answers.ts";
export { escapeNonAscii } from "./ascii.ts";
export { joinTokenBody, type RenderSettings, renderCatalog, renderToken } from "./render.ts";
export { createSnapshotSource, type Snapshot, type SnapshotSource } from "./snapshot.ts";
export type { TokenModel, TokenUser } from "./types.ts";
export { createValidator, type ValidationVariant, type Validator, type ValidToken } from "./validate.ts";
