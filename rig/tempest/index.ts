import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRoom, type Room } from "../process/room.ts";
import { run, runOrThrow } from "../process/run.ts";
import { renderTempestConfig, type SecurityCompliance } from "./config.ts";

export { type SecurityCompliance, tempestSecurityCompliance } from "./config.ts";

const resultsScript = fileURLToPath(new URL("results.py", import.meta.url));
const allOfIdentity = "^tempest\\.api\\.identity\\.(admin\\.)?v3\\.";

export interface TempestOptions {
  /** With `/v3`. */
  readonly identityUrl: string;
  /** Of user and project `admin` in domain `default`, who must also hold `admin` on the system. */
  readonly adminPassword: string;
  readonly region?: string;
  /** Set when the server enforces lockout and password history with these values; else Tempest skips those tests. */
  readonly securityCompliance?: SecurityCompliance;
  /** Regular expressions of test IDs; all of identity v3 when absent. */
  readonly include?: readonly string[];
  /** Regular expressions of test IDs to leave out. */
  readonly exclude?: readonly string[];
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  /** Receives each test as it ends. */
  readonly onTest?: (test: TempestTest) => void;
}

export interface TempestTest {
  readonly id: string;
  readonly status: "success" | "fail" | "skip" | "xfail" | "uxsuccess";
  /** Why it was skipped. */
  readonly reason: string;
  /** The tracebacks of a failure. */
  readonly detail: string;
  readonly seconds: number | null;
}

export interface TempestResults {
  readonly passed: readonly TempestTest[];
  readonly failed: readonly TempestTest[];
  readonly skipped: readonly TempestTest[];
  readonly seconds: number;
}

/**
 * Runs the real Tempest's identity v3 tests against a URL. Throws only when Tempest itself did not run; failed tests
 * are results.
 */
export async function runTempest(options: TempestOptions): Promise<TempestResults> {
  const room = createRoom("tempest");
  const startedMs = performance.now();
  try {
    await layOut(room, options);
    const tests: TempestTest[] = [];
    const command = `/usr/bin/tempest run --config-file tempest.conf --subunit --include-list include.txt --exclude-list exclude.txt \
      --concurrency ${options.concurrency ?? 2} 2>stderr.txt | /usr/bin/python3 ${quote(resultsScript)}; cat stderr.txt >&2`;
    const result = await run("/bin/sh", ["-c", command], {
      cwd: room.path,
      env: environment(room),
      timeoutMs: options.timeoutMs ?? 1_800_000,
      onLine(line) {
        if (!line.startsWith("{")) return;
        const test = JSON.parse(line) as TempestTest;
        tests.push(test);
        options.onTest?.(test);
      },
    });
    if (tests.length === 0) throw new Error(`Tempest ran no test: ${result.stdout}${result.stderr}`);
    const of = (...statuses: TempestTest["status"][]) => tests.filter((test) => statuses.includes(test.status));
    const seconds = (performance.now() - startedMs) / 1000;
    return { passed: of("success", "xfail"), failed: of("fail", "uxsuccess"), skipped: of("skip"), seconds };
  } finally {
    room.remove();
  }
}

/** A reporter for {@link TempestOptions.onTest}: a line for each failure and skip, and a count every `every` tests. */
export function printProgress(every = 20): (test: TempestTest) => void {
  let count = 0;
  return (test) => {
    count++;
    if (test.status === "fail") console.log(`  tempest FAILED ${test.id}\n${test.detail}`);
    if (test.status === "skip") console.log(`  tempest skipped ${test.id}: ${test.reason}`);
    if (count % every === 0) console.log(`  tempest: ${count} tests so far`);
  };
}

async function layOut(room: Room, options: TempestOptions): Promise<void> {
  mkdirSync(room.file("lock"));
  const { identityUrl, adminPassword, securityCompliance } = options;
  const place = { identityUrl, adminPassword, securityCompliance, region: options.region ?? "RegionOne", directory: room.path };
  writeFileSync(room.file("tempest.conf"), renderTempestConfig(place), { mode: 0o600 });
  writeFileSync(room.file("include.txt"), `${(options.include ?? [allOfIdentity]).join("\n")}\n`);
  writeFileSync(room.file("exclude.txt"), (options.exclude ?? []).map((line) => `${line}\n`).join(""));
  writeFileSync(
    room.file(".stestr.conf"),
    `[DEFAULT]
test_path=/usr/lib/python3/dist-packages/tempest/test_discover
top_dir=/usr/lib/python3/dist-packages
group_regex=([^\\.]*\\.)*
`,
  );
  await runOrThrow("/usr/bin/stestr", ["init"], { cwd: room.path, env: environment(room), timeoutMs: 60_000 });
}

function environment(room: Room): Record<string, string> {
  return { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: room.path, LC_ALL: "C.UTF-8", PYTHONWARNINGS: "ignore" };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
