/** How many checks and tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(one: Counts, other: Counts): Counts {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}

/** The line that closes every ring; its form is fixed, because machines read it. */
export function closingLine(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/** A ring succeeds when something ran and nothing failed; on CI a skipped test is a failure, because nobody would see it. */
export function isSuccess(counts: Counts, onCi: boolean): boolean {
  return counts.passed > 0 && counts.failed === 0 && !(onCi && counts.skipped > 0);
}
