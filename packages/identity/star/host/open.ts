import { type Board, openBoard } from "@multisite/kernel/board";
import type { IdentityConfig } from "../../config/index.ts";
import { starHome } from "../home/index.ts";
import { connectHostAgent } from "./client.ts";
import { createHostStates, type HostStates } from "./state.ts";
import type { HostAgent } from "./types.ts";

/** What an identity process knows of its node of a star. */
export interface Host {
  readonly board: Board;
  readonly states: HostStates;
  readonly agent: HostAgent;
  close(): void;
}

/**
 * Opens what the agent of this node and its identity processes share; undefined for a service that is on its own. The agent need
 * not run yet.
 *
 * @param agent of the same process, instead of the one behind the socket
 * @throws MultisiteError `kernel.board.open`
 */
export function openHost({ star }: Pick<IdentityConfig, "star">, agent?: HostAgent): Host | undefined {
  if (star.home === undefined) return undefined;
  const home = starHome(star.home);
  const board = openBoard(home.board);
  const client = agent === undefined ? connectHostAgent(star.service_socket ?? home.serviceSocket) : undefined;
  return {
    board,
    states: createHostStates(board),
    agent: agent ?? (client as HostAgent),
    close() {
      client?.close();
      board.close();
    },
  };
}
