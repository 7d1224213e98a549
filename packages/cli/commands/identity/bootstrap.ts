import { bootstrapSite } from "@multisite/identity";
import { silentLog } from "@multisite/kernel/log";
import { Secret } from "@multisite/kernel/secret";
import { Command, Option } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showRows } from "../../output/index.ts";
import { type ConfigOptions, configOption, dryRunOption, outputOption } from "../options.ts";

const NOTES = `
What is there already stays as it is, so the command can be run again; it also gives the
administrator a new password when the old one was lost.

Examples:
  OS_BOOTSTRAP_PASSWORD=... multisite identity bootstrap --config identity.yaml \\
      --bootstrap-region-id RegionOne --bootstrap-public-url http://controller:5000/v3
  multisite identity bootstrap --config identity.yaml --bootstrap-password x --dry-run
`;

interface BootstrapFlags extends ConfigOptions {
  readonly bootstrapUsername: string;
  readonly bootstrapPassword?: string;
  readonly bootstrapProjectName: string;
  readonly bootstrapRoleName: string;
  readonly bootstrapServiceName: string;
  readonly bootstrapRegionId?: string;
  readonly bootstrapAdminUrl?: string;
  readonly bootstrapInternalUrl?: string;
  readonly bootstrapPublicUrl?: string;
  readonly immutableRoles: boolean;
  readonly dryRun: boolean;
}

/** `multisite identity bootstrap`: all options of `keystone-manage bootstrap` (keystone/cmd/cli.py, BootStrap). */
export function bootstrapCommand(context: CommandContext): Command {
  const { terminal, clock, random, environment } = context;
  const fromEnvironment = (flag: string, variable: string, description: string): Option =>
    new Option(`--bootstrap-${flag}`, description).env(variable);
  return new Command("bootstrap")
    .description("make what a service needs first: tables, keys, administrator, roles, catalog")
    .addOption(configOption())
    .addOption(fromEnvironment("username <name>", "OS_BOOTSTRAP_USERNAME", "name of the administrator").default("admin"))
    .option(
      "--bootstrap-password <password>",
      "the administrator's password; others see it here, so better: env OS_BOOTSTRAP_PASSWORD",
    )
    .addOption(
      fromEnvironment("project-name <name>", "OS_BOOTSTRAP_PROJECT_NAME", "the administrator's project").default("admin"),
    )
    .addOption(fromEnvironment("role-name <name>", "OS_BOOTSTRAP_ROLE_NAME", "the administrator's role").default("admin"))
    .addOption(fromEnvironment("service-name <name>", "OS_BOOTSTRAP_SERVICE_NAME", "name of the service").default("keystone"))
    .addOption(fromEnvironment("admin-url <url>", "OS_BOOTSTRAP_ADMIN_URL", "admin endpoint, with /v3"))
    .addOption(fromEnvironment("internal-url <url>", "OS_BOOTSTRAP_INTERNAL_URL", "internal endpoint, with /v3"))
    .addOption(fromEnvironment("public-url <url>", "OS_BOOTSTRAP_PUBLIC_URL", "public endpoint, with /v3"))
    .addOption(fromEnvironment("region-id <id>", "OS_BOOTSTRAP_REGION_ID", "region of the endpoints"))
    .option("--no-immutable-roles", "let the default roles be changed and deleted")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: BootstrapFlags) => {
      const password = flags.bootstrapPassword ?? environment.OS_BOOTSTRAP_PASSWORD;
      if (password === undefined || password === "") {
        throw usageError("The administrator's password is missing: set OS_BOOTSTRAP_PASSWORD, or give --bootstrap-password.");
      }
      const lines = await bootstrapSite({
        config: readConfigFile(flags.config),
        world: { clock, random, log: silentLog },
        options: {
          username: flags.bootstrapUsername,
          password: new Secret(password),
          projectName: flags.bootstrapProjectName,
          roleName: flags.bootstrapRoleName,
          serviceName: flags.bootstrapServiceName,
          immutableRoles: flags.immutableRoles,
          ...(flags.bootstrapRegionId === undefined ? {} : { regionId: flags.bootstrapRegionId }),
          ...(flags.bootstrapPublicUrl === undefined ? {} : { publicUrl: flags.bootstrapPublicUrl }),
          ...(flags.bootstrapInternalUrl === undefined ? {} : { internalUrl: flags.bootstrapInternalUrl }),
          ...(flags.bootstrapAdminUrl === undefined ? {} : { adminUrl: flags.bootstrapAdminUrl }),
        },
        dryRun: flags.dryRun,
      });
      const heading = flags.dryRun ? "would be done" : "done";
      showRows(terminal, flags.output, {
        columns: [{ heading, cell: (line: string) => line }],
        rows: lines,
        document: { dryRun: flags.dryRun, steps: lines },
      });
    });
}
