import { type Finding, pathText } from "@multisite/kernel/document";
import { MultisiteError } from "@multisite/kernel/errors";
import { checks } from "./checks/index.ts";
import { readStar } from "./document/read.ts";
import type { IdentityStar } from "./types.ts";

/** A text that was looked at: the star is undefined when the text is no document of one. */
export interface CheckedStar {
  readonly star: IdentityStar | undefined;
  /** In the order of lines. */
  readonly findings: readonly Finding[];
}

/** Everything that there is to say about a star, errors and warnings. */
export function checkStar(star: IdentityStar): readonly Finding[] {
  return checks.flatMap(({ code, severity, find }) => find(star).map((breach) => ({ code, severity, ...breach })));
}

/** The same for a text, with lines. */
export function checkStarText(text: string): CheckedStar {
  const { star, problems, lineOf } = readStar(text);
  const findings = star === undefined ? problems : checkStar(star).map((finding) => ({ ...finding, line: lineOf(finding.path) }));
  return { star, findings: [...findings].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
}

/**
 * The star that a text describes. Warnings are no reason to refuse it.
 *
 * @throws MultisiteError `identity.star.invalid`, naming file and line of everything that is wrong
 */
export function parseStar(text: string, file: string): IdentityStar {
  const { star, findings } = checkStarText(text);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (star !== undefined && errors.length === 0) return star;
  const lines = errors.map(({ line, message, code }) => `${file}:${line ?? 0}: ${message} [${code}]`);
  throw new MultisiteError("identity.star.invalid", `The document of the star cannot be used:\n  ${lines.join("\n  ")}`);
}

/** Where a finding is, for people: `line 12, spec.sites[1].nodes[0].follows`. */
export function placeText({ line, path }: Finding): string {
  const place = pathText(path);
  if (line === undefined) return place;
  return place === "" ? `line ${line}` : `line ${line}, ${place}`;
}
