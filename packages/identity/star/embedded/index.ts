/**
 * The embedded engine (design D3): one SQLite file a node, one writer, one synchronous standby, any number of replicas.
 *
 * - A write is committed at the writer with its change in a log (kernel/changes), asked for by those that follow (follow/serve-pull,
 *   follow/pull), and acknowledged when the standby has it (write/confirmations).
 * - Who writes, and what a write needs, is a statement in that log (types: Regime): who has it has everything before it.
 * - Taking over (takeover/) is an operator's command. It needs the promises of more than half of the nodes, so that of two takeovers
 *   one wins; without them, an operator's word. An epoch alone becomes one with a standby by itself (write/keep).
 * - Who follows takes over nothing: it follows the writer or a master (follow/follow), compares rows when it changes its source
 *   (follow/verify), and is rebuilt from a copy where it differs (follow/rebuild, follow/export).
 * - A writer that starts asks first whether it still is the writer, and fetches what it has lost (write/reconcile).
 *
 * Everything that is decided is a pure function in decide/; what is done is a named step, at which the simulation crashes the node.
 */
export { createEmbeddedReplication, type EmbeddedReplication } from "./embedded.ts";
export { embeddedErrorCatalogue } from "./errors.ts";
export { type PrepareOptions, prepareStarDatabase } from "./node/prepare.ts";
export type { Takeover, TakeoverOptions } from "./takeover/takeover.ts";
export type { EmbeddedOptions, EmbeddedSettings, EmbeddedState, NodeReport, Regime } from "./types.ts";
