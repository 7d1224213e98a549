import { readOptions } from "@multisite/kernel/config";
import * as groups from "./groups.ts";

/** Every option of the agent with its default and its manual text. */
export const agentOptionGroups = { ...groups };

/** The settings of one agent: `config.<group>.<option>`. */
export type AgentConfig = ReturnType<typeof readAgentConfig>;

/** Settings from a document `{group: {option: value}}`; unknown names and wrong values are errors that name `source`. */
export function readAgentConfig(document: Readonly<Record<string, unknown>>, source: string) {
  return readOptions(agentOptionGroups, document, source);
}
