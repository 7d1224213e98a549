import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Checked } from "./checker.ts";
import type { Load, SiteCount } from "./load.ts";
import type { PromotionResult } from "./promotion.ts";
import type { World } from "./world.ts";

export interface FaultResult {
  readonly title: string;
  readonly lastsMs: number;
  /** From the end of the fault until all nodes ran as the topology says. */
  readonly settledMs: number;
  /** Rows that the operator wrote to the masters again. */
  readonly replayed: number;
  readonly sites: readonly SiteCount[];
  readonly writes: ReturnType<Load["writes"]>;
}

interface Campaign {
  readonly results: readonly FaultResult[];
  readonly checkpoint: Checked;
  readonly promotion: PromotionResult | undefined;
  readonly final: Checked;
  readonly tookMs: number;
  readonly world: World;
}

/** Writes the page of one whole campaign. */
export async function writePage(path: string, campaign: Campaign): Promise<void> {
  const { results, checkpoint, promotion, final, tookMs } = campaign;
  const lines = [
    "# Campaign of faults on a real star",
    "",
    `Written by \`npm run test:rig:full\` on ${new Date().toISOString().slice(0, 10)}, ${Math.round(tookMs / 60_000)} minutes, on ${availableParallelism()} cores that other work shared;`,
    `Node ${process.versions.node}, ${await versions(campaign.world)}. The code is in \`test/rig/star-campaign/\`.`,
    "",
    "Four sites as network namespaces: a master each in `east` and `west` (Galera), an arbitrator and two replicas in `north`, two replicas in",
    "`south`. At each node MariaDB, the replication part of an agent (mutual TLS between them), and an identity service. All the time: projects",
    "created over the API at both masters, rows inserted directly at both masters, and at every site ten requests a second of which one is a",
    "login and nine validations; the site's second node is asked when the first does not answer, as the gateway does. Hold-down 15 s.",
    "A master site has one node here, and nobody asks a neighbour for it, as its gateway would: while that node's database is dead, or takes",
    "in what it missed, its requests fail.",
    "",
    "**Settled**: from the end of the fault until every node runs behind its own master, compared, and both masters take writes.",
    "**Longest gap**: the longest time in which no write was acknowledged over the API at either master.",
    "",
    "| Fault | lasts | settled after | writes acknowledged / refused / unknown | longest gap | requests failed at a site |",
    "|---|---|---|---|---|---|",
    ...results.map(row),
    "",
    "## What was acknowledged, against what is there",
    "",
    ...checkLines("After these faults", checkpoint),
    ...results
      .filter(({ replayed }) => replayed > 0)
      .map(
        ({ title, replayed }) =>
          `- ${title}: the masters came back without rows that a replica had; ${replayed} were written to them again by \`star replay\`.`,
      ),
    "",
    ...(promotion === undefined ? [] : promotionLines(promotion)),
    ...checkLines("At the end, on the replicas", final),
    "",
    "What the masters acknowledge in their last moment and have not yet sent to any replica is lost with both of them: replication to the",
    "other sites is asynchronous. It is counted here as missing.",
    "",
  ];
  writeFileSync(path, lines.join("\n"));
}

async function versions({ rig }: World): Promise<string> {
  const connection = rig.node("east-1").connect();
  try {
    const [row] = await connection.all("SELECT VERSION() AS version");
    const [galera] = await connection.all("SHOW STATUS LIKE 'wsrep_provider_version'");
    return `MariaDB ${row?.version}, Galera ${galera?.Value}`;
  } finally {
    await connection.close();
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function row({ title, lastsMs, settledMs, writes, sites }: FaultResult): string {
  const { acknowledged, refused, unknown, longestGapMs } = writes;
  const failed = sites.filter(({ validationsFailed, loginsFailed }) => validationsFailed + loginsFailed > 0);
  const total = sites.reduce((sum, { validations, logins }) => sum + validations + logins, 0);
  const text = failed.length === 0 ? `none of ${total}` : `${failed.map(failedAt).join("; ")} (of ${total})`;
  return `| ${title} | ${seconds(lastsMs)} | ${seconds(settledMs)} | ${acknowledged} / ${refused} / ${unknown} | ${seconds(longestGapMs)} | ${text} |`;
}

function failedAt({ site, validationsFailed, loginsFailed }: SiteCount): string {
  return `${site}: ${validationsFailed} validations, ${loginsFailed} logins`;
}

function checkLines(when: string, { acknowledged, missing, different, positions }: Checked): readonly string[] {
  const lost = Object.entries(missing).filter(([, count]) => count > 0);
  return [
    `- ${when}: ${acknowledged} writes were acknowledged; ${lost.length === 0 ? "none is missing on any node" : `missing: ${lost.map(([node, count]) => `${count} on ${node}`).join(", ")}`}.`,
    `- Tables of all nodes compared row by row: ${different.length === 0 ? "equal" : different.join("; ")}.`,
    `- Positions: ${Object.entries(positions)
      .map(([node, position]) => `${node} ${position}`)
      .join(", ")}.`,
  ];
}

function promotionLines({
  promoted,
  runMs,
  steps,
  sitesWithoutMaster,
  writesAfter,
  returned,
}: PromotionResult): readonly string[] {
  const requests = sitesWithoutMaster.map(
    ({ site, validations, validationsFailed, logins, loginsFailed }) =>
      `${site}: ${validationsFailed} of ${validations} validations and ${loginsFailed} of ${logins} logins failed`,
  );
  return [
    "## Both master sites lost, a replica promoted",
    "",
    `- 30 s without any master: ${requests.join("; ")}.`,
    `- \`${promoted}\` was promoted; the run took ${seconds(runMs)}: ${steps.map(({ name, state }) => `${name} ${state}`).join(", ")}.`,
    `- Writes acknowledged there in the next 10 s: ${writesAfter}.`,
    ...Object.entries(returned).map(([node, fence]) => `- ${node} came back, and is fenced: ${fence}.`),
    "",
  ];
}
