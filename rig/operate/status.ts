import { createAdminClient } from "@multisite/agent";
import { starHome } from "@multisite/identity/star";
import { renderTable } from "../../packages/cli/output/table.ts";
import { networkAccess } from "../neutron/accounts.ts";
import { listAgents } from "../neutron/agents.ts";
import { logFile, readState, type SiteState } from "./state.ts";

interface Row {
  readonly site: string;
  readonly what: string;
  readonly where: string;
  readonly state: string;
}

/** Shows what runs where, as asked just now; 1 when something is not as it should be or nothing is up. */
export async function status({ json }: { readonly json: boolean }): Promise<number> {
  const state = readState();
  if (state === undefined) {
    if (json) console.log(JSON.stringify({ sites: [] }));
    else console.log("No sites are up. `npm run rig up` starts three, `npm run rig -- --help` says more.");
    return 1;
  }
  if (state.sites.length === 0 && !json) {
    console.log(`Sites are coming up: ${logFile} says how far they are.`);
    return 1;
  }
  const bySite = await Promise.all(state.sites.map(async (site) => ({ site, rows: await look(site) })));
  const rows = bySite.flatMap((one) => one.rows);
  if (json) {
    const sites = bySite.map((one) => ({ ...one.site, seen: one.rows }));
    console.log(JSON.stringify({ ...state, sites }, null, 2));
  } else {
    const columns = (["site", "what", "where", "state"] as const).map((heading) => ({
      heading,
      cell: (row: Row) => row[heading],
    }));
    process.stdout.write(renderTable(columns, rows, { color: process.stdout.isTTY }));
  }
  return rows.length > 0 && rows.every((row) => row.state === "answers" || row.state === "alive" || row.state === "there")
    ? 0
    : 1;
}

async function look(site: SiteState): Promise<readonly Row[]> {
  const row = (what: string, where: string, state: string): Row => ({ site: site.name, what, where, state });
  const agents = await agentsOf(site);
  return [
    row("WAN", "to all other sites", site.isCut ? "cut" : "there"),
    row("identity service", `${site.identityUrl}/v3`, await answers(`${site.identityUrl}/v3`)),
    row("neutron-server", `${site.neutronUrl}/v2.0`, await answers(site.neutronUrl)),
    row("agent of the star", site.agentHome, await obeys(site.agentHome)),
    ...site.hosts.map(({ name, kind, tunnelAddress, agentCount }) => {
      const alive = agents.filter(({ host, alive }) => alive && host === name).length;
      return row(`${name} (${kind})`, tunnelAddress, alive >= agentCount ? "alive" : `${alive} of ${agentCount} agents alive`);
    }),
    ...site.machines.map(({ name, host, network, ipAddress }) =>
      row(`${name} in ${network}`, `${ipAddress} at ${host}`, "there"),
    ),
  ];
}

async function agentsOf({ identityUrl, adminPassword, neutronUrl }: SiteState): ReturnType<typeof listAgents> {
  try {
    return await listAgents(await networkAccess({ url: identityUrl, adminPassword }, neutronUrl));
  } catch {
    return [];
  }
}

async function obeys(home: string): Promise<string> {
  try {
    await createAdminClient(starHome(home).adminSocket).ask("GET", "/v1/status/own");
    return "answers";
  } catch {
    return "does not answer";
  }
}

async function answers(url: string): Promise<string> {
  try {
    const { ok, status: code } = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return ok ? "answers" : `answers ${code}`;
  } catch {
    return "does not answer";
  }
}
