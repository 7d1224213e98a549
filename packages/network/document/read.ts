import { type DocumentPath, type Finding, readDocument } from "@multisite/kernel/document";
import { networkSchema } from "./schema.ts";
import type { StretchedNetwork } from "./types.ts";

/** What a text says. */
export interface ReadNetwork {
  /** Undefined when there are problems. */
  readonly network: StretchedNetwork | undefined;
  /** Everything in which the text is no document of a stretched network, with lines. Whether it can work is for the checks. */
  readonly problems: readonly Finding[];
  readonly lineOf: (path: DocumentPath) => number;
}

interface NetworkDocument {
  readonly metadata: Pick<StretchedNetwork, "name" | "labels" | "annotations">;
  readonly spec: Omit<StretchedNetwork, "name" | "labels" | "annotations">;
}

/** Reads a stretched network's document from YAML (or JSON, which is YAML too). */
export function readNetwork(text: string): ReadNetwork {
  const { value, problems, lineOf } = readDocument(networkSchema, text, "network.document");
  if (problems.length > 0) return { network: undefined, problems, lineOf };
  const { metadata, spec } = value as NetworkDocument;
  return { network: { ...metadata, ...spec }, problems, lineOf };
}
