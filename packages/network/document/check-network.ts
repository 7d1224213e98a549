import type { Finding } from "@multisite/kernel/document";
import { networkError } from "../errors.ts";
import { checks } from "./checks/index.ts";
import { readNetwork } from "./read.ts";
import type { StretchedNetwork } from "./types.ts";

/** A text that was looked at: the network is undefined when the text is no document of one. */
export interface CheckedNetwork {
  readonly network: StretchedNetwork | undefined;
  /** In the order of lines. */
  readonly findings: readonly Finding[];
}

/** Everything that there is to say about a network without asking any site. */
export function checkNetwork(network: StretchedNetwork): readonly Finding[] {
  return checks.flatMap(({ code, severity, find }) => find(network).map((breach) => ({ code, severity, ...breach })));
}

/** The same for a text, with lines. */
export function checkNetworkText(text: string): CheckedNetwork {
  const { network, problems, lineOf } = readNetwork(text);
  const found = network === undefined ? problems : checkNetwork(network).map((one) => ({ ...one, line: lineOf(one.path) }));
  return { network, findings: [...found].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
}

/**
 * The network that a text describes. Warnings are no reason to refuse it.
 *
 * @throws MultisiteError `network.document.invalid`, naming file and line of everything that is wrong
 */
export function parseNetwork(text: string, file: string): StretchedNetwork {
  const { network, findings } = checkNetworkText(text);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (network !== undefined && errors.length === 0) return network;
  const lines = errors.map(({ line, message, code }) => `${file}:${line ?? 0}: ${message} [${code}]`);
  throw networkError("document.invalid", `The document of the network cannot be used:\n  ${lines.join("\n  ")}`);
}
