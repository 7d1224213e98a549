/** Place in the document, such as `["spec", "sites", 0, "name"]`. */
export type DocumentPath = readonly (string | number)[];

/** An error makes the document unusable; a warning is a risk that the operator may take. */
export type Severity = "error" | "warning";

/** Something to say about a document. */
export interface Finding {
  /** Stable: `star.replicas.same_master`; the reference page of its kind lists them all. */
  readonly code: string;
  readonly severity: Severity;
  readonly path: DocumentPath;
  /** Of the text that was read; undefined when there was no text. */
  readonly line?: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** `spec.sites[1].nodes[0].role`. */
export function pathText(path: DocumentPath): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
