import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalNode, type LocalStar, startLocalStar } from "../../packages/agent/index.ts";
import { findNode } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { createDelayRelay, type DelayRelay } from "../../rig/network/delay-relay.ts";
import { benchDocument } from "./document.ts";

/** The administrator of a star that is measured. */
export const ADMIN = { name: "admin", password: "bench-password", project: "admin" };

/** A whole star in this process, over real TLS; what passes between two of its sites takes its time. */
export interface BenchStar extends LocalStar {
  /** One way, of all links between sites, from now on. */
  setDelay(delayMs: number): void;
  /** Nodes of a site. */
  ofSite(site: string): readonly LocalNode[];
  remove(): Promise<void>;
}

/** Every node has a relay before it, which all nodes of other sites dial. */
export async function startBenchStar(progress: (text: string) => void): Promise<BenchStar> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-bench-star-"));
  const document = await benchDocument();
  const relays = new Map<string, DelayRelay>();
  for (const { nodes } of document.sites) {
    for (const { name, address, ports } of nodes) {
      relays.set(name, await createDelayRelay({ target: { host: address, port: ports.agent }, delayMs: 0 }));
    }
  }
  const siteOf = (node: string): string | undefined => findNode(document, node)?.site.name;
  const close = async (): Promise<void> => {
    for (const relay of relays.values()) await relay.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const star = await startLocalStar({
      directory,
      star: document,
      adminPassword: new Secret(ADMIN.password),
      clock: systemClock,
      random: systemRandom,
      log: createLog({ level: "warn", path: join(directory, "star.log") }),
      version: "0.1.0",
      // With a fact a day and user of their last login.
      settings: { identity: { password_hash_rounds: 4 }, security_compliance: { disable_user_account_days_inactive: 90 } },
      onStep: progress,
      dialledAt: (from, to) => (siteOf(from) === siteOf(to) ? undefined : relays.get(to)),
    });
    return {
      ...star,
      setDelay(delayMs) {
        for (const relay of relays.values()) relay.setDelay(delayMs);
      },
      ofSite: (site) => [...star.nodes.values()].filter((node) => node.site === site),
      async remove() {
        await star.stop();
        await close();
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
