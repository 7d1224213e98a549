import { type Board, openBoard } from "@multisite/kernel/board";
import { starHome } from "../home/index.ts";
import { createHostStates, type HostStates } from "./state.ts";

/** What an identity process knows of its node of a star. */
export interface Host {
  readonly board: Board;
  readonly states: HostStates;
  close(): void;
}

/** Opens what the agent of this node and its identity processes share. @throws MultisiteError `kernel.board.open` */
export function openHost(home: string): Host {
  const board = openBoard(starHome(home).board);
  return { board, states: createHostStates(board), close: () => board.close() };
}
