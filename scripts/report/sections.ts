import { styleText } from "node:util";
import { add, type Counts, closingLine, isSuccess, nothing } from "./counts.ts";

/** Prints one ring of tests section by section, with the time of each, and closes with the counts. */
export interface RingReport {
  /** A heading, then whatever `work` prints, then its result and time. */
  section(title: string, work: () => Promise<Counts>): Promise<void>;
  /** Prints the table of sections and the closing line; gives the exit code. */
  close(): number;
}

interface Finished {
  readonly title: string;
  readonly counts: Counts;
  readonly seconds: number;
}

export function createRingReport(name: string): RingReport {
  const startedMs = performance.now();
  const finished: Finished[] = [];
  const onCi = process.env.CI === "true";
  console.log(styleText("bold", name));
  return {
    async section(title, work) {
      console.log(`\n${heading(title)}`);
      const sectionStartedMs = performance.now();
      const counts = await work();
      const seconds = (performance.now() - sectionStartedMs) / 1000;
      finished.push({ title, counts, seconds });
      console.log(`${mark(counts)} ${title}: ${describe(counts)}, ${seconds.toFixed(1)} s`);
    },
    close() {
      const total = finished.reduce((sum, entry) => add(sum, entry.counts), nothing);
      console.log(`\n${heading("Summary")}`);
      const width = Math.max(...finished.map((entry) => entry.title.length), 5);
      for (const { title, counts, seconds } of finished) {
        console.log(`${mark(counts)} ${title.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${describe(counts)}`);
      }
      console.log(`  ${"total".padEnd(width)}  ${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s`);
      const success = isSuccess(total, onCi);
      if (onCi && total.skipped > 0)
        console.log(styleText("red", "\nSkipped tests count as failures here (CI=true): see above for their reasons."));
      console.log(`\n${closingLine(total)}`);
      return success ? 0 : 1;
    },
  };
}

function heading(title: string): string {
  return styleText(["bold", "cyan"], `── ${title} ${"─".repeat(Math.max(0, 72 - title.length))}`);
}

function mark(counts: Counts): string {
  if (counts.failed > 0) return styleText("red", "✗");
  return counts.skipped > 0 ? styleText("yellow", "!") : styleText("green", "✓");
}

function describe(counts: Counts): string {
  const parts = [`${counts.passed} passed`];
  if (counts.failed > 0) parts.push(styleText("red", `${counts.failed} failed`));
  if (counts.skipped > 0) parts.push(styleText("yellow", `${counts.skipped} skipped`));
  return parts.join(", ");
}
