import { MultisiteError } from "@multisite/kernel/errors";
import { type Preflight, type PreflightFinding, parseNetwork, preflight, type StretchedNetwork } from "@multisite/network";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { askSites, type SiteAnswer } from "./ask-sites.ts";
import { readNetworkFile } from "./network-file.ts";

const NOTES = `
Asks the Neutron of every site, and changes nothing. Clouds are found as every OpenStack tool finds
them, in clouds.yaml and secure.yaml, by the name of the site; --cloud names another one. The user
must be an administrator there: segments, hosts and agents are shown to nobody else.

From here the message bus and the way to the tunnel endpoints of other sites are not seen. With
--agents the sites' agents are asked in place of the clouds, as apply does it: they look at both, on
any node of the star. Clocks are looked at by neither.

Exit code: 0 when nothing stands in the way, 1 when something does.

Examples:
  multisite network preflight backup.yaml
  multisite network preflight backup.yaml --cloud east=prod-east --cloud west=prod-west
  multisite network preflight backup.yaml --agents
  multisite network preflight backup.yaml --output json | jq .findings
`;

const STYLES = { error: "red", warning: "yellow" } as const;

const COLUMNS: readonly Column<PreflightFinding>[] = [
  { heading: "what", cell: ({ severity }) => severity, style: ({ severity }) => STYLES[severity] },
  { heading: "site", cell: ({ site }) => site },
  { heading: "where", cell: ({ field }) => field },
  { heading: "finding", cell: ({ message }) => message },
];

const NOT_LOOKED_AT = {
  clouds: ["message bus", "tunnel endpoints from the other sites", "clocks"],
  agents: ["clocks", "firewalls that drop UDP 4789 and let pings pass"],
} as const;

interface PreflightFlags extends HomeOptions {
  readonly cloud: ReadonlyMap<string, string>;
  readonly agents?: boolean;
}

/** `multisite network preflight`: exit code 1 when something stands in the way. */
export function preflightCommand(context: CommandContext): Command {
  const { terminal } = context;
  return new Command("preflight")
    .description("ask the cloud of every site whether it can carry the network, and what to change")
    .argument("<file>", "the document; - is standard input")
    .option("--cloud <site=cloud>", "the cloud of a site in clouds.yaml; can be given again", addCloud, new Map<string, string>())
    .option("--agents", "ask the agents of the sites, which see more")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { cloud: clouds, agents, home, output }: PreflightFlags) => {
      const text = readNetworkFile(file);
      const network = parseNetwork(text, file);
      if (agents && clouds.size > 0) throw usageError("--agents asks no cloud: give it without --cloud.");
      requireKnown(network, clouds);
      const names = network.sites.map(({ name }) => name).join(", ");
      const { vni, findings } = await withProgress(context, `asking ${names}`, () =>
        agents ? askAgents(home, text) : askClouds(network, clouds, context),
      );
      const notLookedAt = NOT_LOOKED_AT[agents ? "agents" : "clouds"];
      const errors = findings.filter(({ severity }) => severity === "error").length;
      const document = {
        network: network.name,
        vni,
        errors,
        warnings: findings.length - errors,
        findings,
        notLookedAt,
      };
      if (output !== "table" || findings.length > 0) showRows(terminal, output, { columns: COLUMNS, rows: findings, document });
      if (errors > 0) {
        throw new MultisiteError(
          "cli.network.preflight",
          `${errors === 1 ? "One thing stands" : `${errors} things stand`} in the way of the network ${network.name}. Nothing was written.`,
        );
      }
      if (output === "table") {
        terminal.write(
          `Nothing stands in the way of ${network.name} in ${names}${vni === undefined ? "" : `; its VNI would be ${vni}`}.\n`,
        );
        terminal.write(`Not looked at from here: ${notLookedAt.join(", ")}.\n`);
      }
    });
}

async function askClouds(
  network: StretchedNetwork,
  clouds: ReadonlyMap<string, string>,
  context: CommandContext,
): Promise<Preflight> {
  const answers = await askSites(network, clouds, context);
  const facts = new Map(answers.map((answer) => [answer.site, "facts" in answer ? answer.facts : undefined]));
  const { vni, findings } = preflight(network, facts);
  return { vni, findings: findings.map((one) => whyUnanswered(one, answers)) };
}

async function askAgents(home: string, text: string): Promise<Preflight> {
  const answer = await agentOf({ home }).ask("POST", "/v1/networks/preflight", { text });
  const { vni, findings } = answer as Pick<Preflight, "findings"> & { readonly vni: number | null };
  return { vni: vni ?? undefined, findings };
}

/** Here no connector is asked, but the cloud itself. */
function whyUnanswered(finding: PreflightFinding, answers: readonly SiteAnswer[]): PreflightFinding {
  if (finding.code !== "network.preflight.silent") return finding;
  const answer = answers.find(({ site }) => site === finding.site);
  if (answer === undefined || !("problem" in answer)) return finding;
  return { ...finding, field: `cloud ${answer.cloud}`, message: answer.problem };
}

function addCloud(text: string, clouds: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [site, cloud] = text.split("=");
  if (!site || !cloud) throw new InvalidArgumentError("It is SITE=CLOUD, as in --cloud east=prod-east.");
  return new Map([...clouds, [site, cloud]]);
}

function requireKnown(network: StretchedNetwork, clouds: ReadonlyMap<string, string>): void {
  const names = network.sites.map(({ name }) => name);
  const unknown = [...clouds.keys()].find((site) => !names.includes(site));
  if (unknown === undefined) return;
  throw new MultisiteError("cli.usage", `--cloud names ${unknown}, and the network has the sites ${names.join(", ")}.`);
}
