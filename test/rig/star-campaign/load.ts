import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { membersOf } from "../../../packages/identity/star/index.ts";
import type { Identities } from "./identity.ts";
import type { World } from "./world.ts";

/** Requests that run all the time, at every site. */
export interface Load {
  /** Projects created since the start. */
  created(): number;
  /** Validations and logins of each site since the last reset: answered by one of its nodes, or by none. */
  sites(): readonly SiteCount[];
  reset(): void;
  /** Writers whose every master refused, and answers that were lost. */
  writes(): { readonly acknowledged: number; readonly refused: number; readonly unknown: number; readonly longestGapMs: number };
  /** From now on writes go to this node too. */
  writeAt(node: string): void;
  stop(): Promise<void>;
}

export interface SiteCount {
  readonly site: string;
  readonly validations: number;
  readonly validationsFailed: number;
  readonly logins: number;
  readonly loginsFailed: number;
  /** Answers of a node that another node had to give instead. */
  readonly secondTries: number;
}

const REQUEST_MS = 2000;

/** Puts IDs of projects whose creation was answered with 201 into `projects`. As a gateway does, a site's second node is asked when the first one does not answer. */
export async function startLoad(
  world: World,
  identities: Identities,
  masters: readonly string[],
  projects: Set<string>,
): Promise<Load> {
  const token = await identities.login(masters[0] ?? "");
  const counts = new Map<string, { -readonly [Key in keyof SiteCount]: SiteCount[Key] }>();
  const running: Promise<void>[] = [];
  let isStopped = false;
  let writes = { acknowledged: 0, refused: 0, unknown: 0, longestGapMs: 0 };
  let lastMs = performance.now();

  const validate = async (node: string): Promise<boolean> => {
    try {
      const answer = await fetch(`${identities.url(node)}/v3/auth/tokens`, {
        headers: { "x-auth-token": token, "x-subject-token": token },
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  };
  const login = async (node: string): Promise<boolean> =>
    identities.login(node).then(
      () => true,
      () => false,
    );
  const atSite = async (
    nodes: readonly string[],
    ask: (node: string) => Promise<boolean>,
    onSecond: () => void,
  ): Promise<boolean> => {
    for (const [index, node] of nodes.entries()) {
      if (index > 0) onSecond();
      if (await ask(node)) return true;
    }
    return false;
  };
  const useSite = async (site: string, nodes: readonly string[]): Promise<void> => {
    for (let turn = 0; !isStopped; turn++) {
      const count = countOf(site);
      const order = turn % 2 === 0 ? nodes : nodes.toReversed();
      const isLogin = turn % 10 === 0;
      const isDone = await atSite(order, isLogin ? login : validate, () => count.secondTries++);
      if (isLogin) count.logins++;
      else count.validations++;
      if (!isDone && isLogin) count.loginsFailed++;
      else if (!isDone) count.validationsFailed++;
      await delay(100);
    }
  };
  const countOf = (site: string) => {
    const known = counts.get(site) ?? { site, validations: 0, validationsFailed: 0, logins: 0, loginsFailed: 0, secondTries: 0 };
    counts.set(site, known);
    return known;
  };
  const writeAt = async (node: string): Promise<void> => {
    while (!isStopped) {
      const name = `p-${randomUUID()}`;
      try {
        const answer = await fetch(`${identities.url(node)}/v3/projects`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-auth-token": token },
          body: JSON.stringify({ project: { name, domain_id: "default" } }),
          signal: AbortSignal.timeout(20_000),
        });
        const body = (await answer.json()) as { project?: { id: string } };
        if (answer.status === 201 && body.project !== undefined) {
          projects.add(body.project.id);
          writes.acknowledged++;
          writes.longestGapMs = Math.max(writes.longestGapMs, performance.now() - lastMs);
          lastMs = performance.now();
        } else writes.refused++;
      } catch (thrown) {
        if (thrown instanceof TypeError) writes.refused++;
        else writes.unknown++;
      }
      await delay(50);
    }
  };
  for (const site of new Set(membersOf(world.star).map((one) => one.site.name))) {
    const nodes = membersOf(world.star).flatMap((one) => (one.site.name === site ? [one.node.name] : []));
    running.push(useSite(site, nodes));
  }
  for (const master of masters) running.push(writeAt(master));
  return {
    created: () => projects.size,
    sites: () => [...counts.values()].map((count) => ({ ...count })),
    reset() {
      counts.clear();
      writes = { acknowledged: 0, refused: 0, unknown: 0, longestGapMs: 0 };
      lastMs = performance.now();
    },
    writes: () => ({ ...writes, longestGapMs: Math.max(writes.longestGapMs, performance.now() - lastMs) }),
    writeAt: (node) => void running.push(writeAt(node)),
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
