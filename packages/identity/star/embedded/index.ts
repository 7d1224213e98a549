export { createEmbeddedReplication, type EmbeddedReplication } from "./embedded.ts";
export { embeddedErrorCatalogue } from "./errors.ts";
export { type PrepareOptions, prepareStarDatabase } from "./node/prepare.ts";
export type { Takeover, TakeoverOptions } from "./takeover/takeover.ts";
export type { EmbeddedOptions, EmbeddedSettings, EmbeddedState, NodeReport, Regime } from "./types.ts";
