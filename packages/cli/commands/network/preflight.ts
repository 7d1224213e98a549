import { MultisiteError } from "@multisite/kernel/errors";
import { type PreflightFinding, parseNetwork, preflight, type StretchedNetwork } from "@multisite/network";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { askSites, type SiteAnswer } from "./ask-sites.ts";
import { readNetworkFile } from "./network-file.ts";

const NOTES = `
Asks the Neutron of every site, and changes nothing. Clouds are found as every OpenStack tool finds
them, in clouds.yaml and secure.yaml, by the name of the site; --cloud names another one. The user
must be an administrator there: segments, hosts and agents are shown to nobody else.

Not looked at from here: the message bus, the way to the tunnel endpoints of other sites, clocks.
Exit code: 0 when nothing stands in the way, 1 when something does.

Examples:
  multisite network preflight backup.yaml
  multisite network preflight backup.yaml --cloud east=prod-east --cloud west=prod-west
  multisite network preflight backup.yaml --output json | jq .findings
`;

const STYLES = { error: "red", warning: "yellow" } as const;

const COLUMNS: readonly Column<PreflightFinding>[] = [
  { heading: "what", cell: ({ severity }) => severity, style: ({ severity }) => STYLES[severity] },
  { heading: "site", cell: ({ site }) => site },
  { heading: "where", cell: ({ field }) => field },
  { heading: "finding", cell: ({ message }) => message },
];

const NOT_LOOKED_AT = ["message bus", "tunnel endpoints from the other sites", "clocks"] as const;

interface PreflightFlags extends OutputOptions {
  readonly cloud: ReadonlyMap<string, string>;
}

/** `multisite network preflight`: exit code 1 when something stands in the way. */
export function preflightCommand(context: CommandContext): Command {
  const { terminal } = context;
  return new Command("preflight")
    .description("ask the cloud of every site whether it can carry the network, and what to change")
    .argument("<file>", "the document; - is standard input")
    .option("--cloud <site=cloud>", "the cloud of a site in clouds.yaml; can be given again", addCloud, new Map<string, string>())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { cloud: clouds, output }: PreflightFlags) => {
      const network = parseNetwork(readNetworkFile(file), file);
      requireKnown(network, clouds);
      const names = network.sites.map(({ name }) => name).join(", ");
      const answers = await withProgress(context, `asking ${names}`, () => askSites(network, clouds, context));
      const facts = new Map(answers.map((answer) => [answer.site, "facts" in answer ? answer.facts : undefined]));
      const { vni, findings: found } = preflight(network, facts);
      const findings = found.map((one) => whyUnanswered(one, answers));
      const errors = findings.filter(({ severity }) => severity === "error").length;
      const document = {
        network: network.name,
        vni,
        errors,
        warnings: found.length - errors,
        findings,
        notLookedAt: NOT_LOOKED_AT,
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
        terminal.write(`Not looked at from here: ${NOT_LOOKED_AT.join(", ")}.\n`);
      }
    });
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
