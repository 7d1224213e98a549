import { MultisiteError } from "../errors/index.ts";

/** Nothing was sent, or nobody was there to get it. */
export function peerUnreachable(node: string, cause?: unknown): MultisiteError {
  return new MultisiteError("kernel.peers.unreachable", `The node ${node} cannot be reached.`, { cause });
}

/** It may have been done. */
export function peerTimeout(node: string, timeoutMs: number): MultisiteError {
  return new MultisiteError("kernel.peers.timeout", `The node ${node} did not answer within ${timeoutMs} ms.`);
}

/** The link or the subject is not for the asker. */
export function peerRefused(node: string, reason: string): MultisiteError {
  return new MultisiteError("kernel.peers.refused", `The node ${node} refuses: ${reason}`);
}

/** Whether there was no answer, so that another node may be asked. */
export function isPeerFailure(thrown: unknown): thrown is MultisiteError {
  return (
    thrown instanceof MultisiteError && (thrown.code === "kernel.peers.unreachable" || thrown.code === "kernel.peers.timeout")
  );
}

/** The connection broke while the answer was under way: it may have been done. */
export function peerBroken(node: string, cause?: unknown): MultisiteError {
  return new MultisiteError("kernel.peers.timeout", `The connection to the node ${node} broke before its answer was whole.`, {
    cause,
  });
}

/** This node refuses the other one: it did not prove to be who it should be. */
export function peerDistrusted(node: string, reason: string): MultisiteError {
  return new MultisiteError("kernel.peers.refused", `What answers as the node ${node} is not trusted: ${reason}`);
}
