import { type DocumentPath, type Finding, readDocument } from "@multisite/kernel/document";
import { planSchema } from "./schema.ts";
import type { ProtectionPlan } from "./types.ts";

/** What a text says. */
export interface ReadPlan {
  /** Undefined when there are problems. */
  readonly plan: ProtectionPlan | undefined;
  /** Everything in which the text is no document of a plan, with lines. Whether it can work is for the checks. */
  readonly problems: readonly Finding[];
  readonly lineOf: (path: DocumentPath) => number;
}

interface PlanDocument {
  readonly metadata: Pick<ProtectionPlan, "name" | "labels" | "annotations">;
  readonly spec: Omit<ProtectionPlan, "name" | "labels" | "annotations">;
}

/** Reads a protection plan's document from YAML (or JSON, which is YAML too). */
export function readPlan(text: string): ReadPlan {
  const { value, problems, lineOf } = readDocument(planSchema, text, "recovery.document");
  if (problems.length > 0) return { plan: undefined, problems, lineOf };
  const { metadata, spec } = value as PlanDocument;
  return { plan: { ...metadata, ...spec }, problems, lineOf };
}
