import { type Answer, logIn, tokenOf, type User, validate } from "../star/client.ts";
import { inBytes, isQuick, often, pause } from "../star/numbers.ts";
import { ADMIN, type BenchStar, startBenchStar } from "../star/star.ts";
import { linksOf, type SiteTraffic, since, total, trafficOf } from "../star/traffic.ts";
import { createUsers } from "../star/users.ts";
import type { Measurement, MeasurementGroup } from "./types.ts";

const REQUESTS = often(1000, 40);
const IDLE_MS = often(60_000, 3000);
const AT_ONCE = 10;
const SITE = "north";
/** What a request of a client could cause at once. */
const REQUEST_PATH = ["identity.forward", "replication.wait"];

/** What a replica site says to others: while it validates and logs in, and while nothing happens; and whether it needs them. */
export const starTraffic: MeasurementGroup = {
  name: "star traffic",
  async run(progress) {
    const star = await startBenchStar(progress);
    try {
      progress(`making ${REQUESTS} users`);
      const users = await createUsers(star, REQUESTS, "north-1");
      await settle(star);
      const idle = await watchIdle(star, progress);
      return [
        ...(await countRequests(star, users, idle.perSecond, progress)),
        ...(await requestsWhileCut(star, users, progress)),
        idle.measurement,
      ];
    } finally {
      await star.remove();
    }
  },
};

/** Waits until what setting up has left is exchanged: facts, keys, changes. */
async function settle(star: BenchStar): Promise<void> {
  const busy = (now: SiteTraffic, before: SiteTraffic): boolean => total(since(before, now)) > 30_000;
  for (let before = trafficOf(star, SITE), looks = 0; looks < 30; looks++) {
    await pause(1000);
    const now = trafficOf(star, SITE);
    if (!busy(now, before)) return;
    before = now;
  }
}

interface Idle {
  readonly perSecond: number;
  readonly measurement: Measurement;
}

async function watchIdle(star: BenchStar, progress: (text: string) => void): Promise<Idle> {
  progress(`watching an idle star for ${IDLE_MS / 1000} s`);
  const before = trafficOf(star, SITE);
  await pause(IDLE_MS);
  const seen = since(before, trafficOf(star, SITE));
  const perHour = (bytes: number): number => (bytes / IDLE_MS) * 3_600_000;
  const links = linksOf(star, SITE);
  const bySubject = [...seen]
    .filter(([, bytes]) => bytes > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([subject, bytes]) => `${subject} ${inBytes(perHour(bytes))}`)
    .join(", ");
  const all = perHour(total(seen));
  return {
    perSecond: total(seen) / (IDLE_MS / 1000),
    measurement: {
      name: "background of an idle replica site, an hour",
      measured: `${inBytes(all / links)} for each of ${links} links, ${inBytes(all)} in all (${bySubject}); from ${IDLE_MS / 1000} s`,
      target: "said",
      met: true,
    },
  };
}

async function countRequests(
  star: BenchStar,
  users: readonly User[],
  idlePerSecond: number,
  progress: (text: string) => void,
): Promise<readonly Measurement[]> {
  const endpoints = star.ofSite(SITE).map(({ endpoint }) => endpoint);
  const at = (index: number): string => endpoints[index % endpoints.length] as string;
  const count = async (
    name: string,
    what: (index: number) => Promise<Answer | number>,
    expected: number,
  ): Promise<Measurement> => {
    progress(name);
    await settle(star);
    const before = trafficOf(star, SITE);
    const startedMs = performance.now();
    const good = await repeat(REQUESTS, what, expected);
    await pause(1000);
    const seconds = (performance.now() - startedMs) / 1000;
    const seen = since(before, trafficOf(star, SITE));
    const onPath = REQUEST_PATH.reduce((sum, subject) => sum + (seen.get(subject) ?? 0), 0);
    const more = Math.max(0, total(seen) - seconds * idlePerSecond);
    const facts = seen.get("facts.exchange") ?? 0;
    return {
      name,
      measured: `${onPath} B on the request path; ${inBytes(more)} beyond an idle site's in ${seconds.toFixed(0)} s (facts.exchange ${inBytes(facts)})${good === REQUESTS ? "" : `; only ${good} succeeded`}`,
      target: "0 B on the request path",
      met: onPath === 0 && good === REQUESTS,
    };
  };
  const caller = await tokenOf(at(0), ADMIN);
  const subjects: string[] = [];
  const user = (index: number): User => users[index] as User;
  return [
    await count(
      `${REQUESTS} logins, the first today of each user`,
      async (index) => {
        const answer = await logIn(at(index), user(index));
        subjects.push(answer.token);
        return answer;
      },
      201,
    ),
    await count(`${REQUESTS} logins, again the same day`, (index) => logIn(at(index), user(index)), 201),
    await count(`${REQUESTS} wrong passwords`, (index) => logIn(at(index), { ...user(index), password: "wrong" }), 401),
    await count(`${REQUESTS} validations`, (index) => validate(at(index), caller, subjects[index] as string), 200),
  ];
}

async function requestsWhileCut(
  star: BenchStar,
  users: readonly User[],
  progress: (text: string) => void,
): Promise<readonly Measurement[]> {
  progress("the site is cut off");
  const nodes = star.ofSite(SITE);
  const caller = await tokenOf(nodes[0]?.endpoint ?? "", ADMIN);
  star.cuts.cut(SITE);
  try {
    await pause(isQuick ? 500 : 10_000);
    const before = trafficOf(star, SITE);
    const times = often(500, 20);
    const tokens: string[] = [];
    const startedMs = performance.now();
    const good = await repeat(
      times,
      async (index) => {
        const answer = await logIn(nodes[index % nodes.length]?.endpoint ?? "", users[index % users.length] as User);
        tokens.push(answer.token);
        return answer;
      },
      201,
    );
    const valid = await repeat(
      times,
      (index) => validate(nodes[(index + 1) % nodes.length]?.endpoint ?? "", caller, tokens[index] as string),
      200,
    );
    const share = (100 * good) / times;
    return [
      {
        name: "logins at a site that is cut off",
        measured: `${share.toFixed(1)} % of ${times} (and ${((100 * valid) / times).toFixed(1)} % of validations at the other node of the site), cut ${((performance.now() - startedMs) / 1000 + 10).toFixed(0)} s, ${total(since(before, trafficOf(star, SITE)))} B left it`,
        target: "100 %",
        met: good === times && valid === times,
      },
    ];
  } finally {
    star.cuts.heal(SITE);
  }
}

/** So many times, some at once; says how often it came out as expected. */
async function repeat(times: number, what: (index: number) => Promise<Answer | number>, expected: number): Promise<number> {
  let next = 0;
  let good = 0;
  const work = async (): Promise<void> => {
    while (next < times) {
      const answer = await what(next++);
      if ((typeof answer === "number" ? answer : answer.status) === expected) good++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return good;
}
