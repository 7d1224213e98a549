import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** What can be wrong with a command line or a file that it names. */
export const cliErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "cli.usage",
    remedy: "The command line is not understood. `multisite help COMMAND` shows what the command takes.",
    status: 2,
  },
  {
    code: "cli.config_file.unreadable",
    remedy:
      "The configuration file cannot be read. Check the path and the permissions; `multisite identity options` lists all options.",
    status: 1,
  },
  {
    code: "cli.config_file.invalid",
    remedy: "Correct the lines that are named. `multisite identity options` lists all options.",
    status: 1,
  },
  {
    code: "cli.config_file.not_written",
    remedy: "Name a file that does not exist yet, in a directory that is there and writable.",
    status: 1,
  },
  {
    code: "cli.passphrase_file.unreadable",
    remedy: "Check the path and the permissions of the passphrase file; its first line is the passphrase.",
    status: 1,
  },
  {
    code: "cli.check.failed",
    remedy: "Follow the NEXT column of the table.",
    status: 1,
  },
  {
    code: "cli.star.unreadable",
    remedy: "Check the path and the permissions. `multisite star example` prints a document to begin with.",
    status: 1,
  },
  {
    code: "cli.star.not_fit",
    remedy: "Correct the lines that are named, then check again. Warnings alone are no failure.",
    status: 1,
  },
  {
    code: "cli.star.render_engine",
    remedy:
      "Begin with `multisite star init FILE --node NODE`, and let the other hosts in with `multisite site invite NODE` and `multisite site join WORD`.",
    status: 1,
  },
  {
    code: "cli.star.render_differs",
    remedy: "Look at what was changed (`--dry-run` lists the files), then give --force, or write to another directory.",
    status: 1,
  },
  {
    code: "cli.star.passwords",
    remedy: "Put passwords.json back from a copy: the databases know these passwords. Of a star that was never begun, remove it.",
    status: 1,
  },
  {
    code: "cli.network.unreadable",
    remedy: "Check the path and the permissions. `multisite network example` prints a document to begin with.",
    status: 1,
  },
  {
    code: "cli.network.not_fit",
    remedy: "Correct the lines that are named, then check again. Warnings alone are no failure.",
    status: 1,
  },
  {
    code: "cli.network.not_realized",
    remedy:
      "The table says what lacks; connectors mend it by themselves within seconds. When it stays so, look at `multisite star status` for alarms, and into the agent's log of the site.",
    status: 1,
  },
  {
    code: "cli.network.trace",
    remedy: "The first line tells the hop and why, the last one the command that comes next; then trace again.",
    status: 1,
  },
  {
    code: "cli.network.preflight",
    remedy: "Change what the table names, site by site, and ask again. Warnings alone are no failure.",
    status: 1,
  },
  {
    code: "cli.run.failed",
    remedy:
      "Mend what the step names, then go on: every step that is done stays done (`multisite star resume RUN`, `multisite network resume RUN`).",
    status: 1,
  },
  {
    code: "cli.keys.unsafe",
    remedy: "Change the settings as the message says, and plan again.",
    status: 1,
  },
  {
    code: "cli.keys.change_refused",
    remedy: "Do the steps that are listed, in their order; where there are none, change what the message names first.",
    status: 1,
  },
  {
    code: "cli.star.not_healthy",
    remedy: "Do what the line after the verdict names; where there is none, look at the alarms of `multisite star status`.",
    status: 1,
  },
  {
    code: "cli.gateway.no_node",
    remedy: "Follow the WHY column: bring at least one of the identity services up, or correct its URL.",
    status: 1,
  },
  {
    code: "cli.keys.not_as_agreed",
    remedy: "Do what stands beside each finding; most of it the agent puts right by itself within seconds, so look again first.",
    status: 1,
  },
  {
    code: "cli.port.taken",
    remedy: "Another program listens on the port. Choose another one (`listen.port`, or `--base-port` of the demo).",
    status: 1,
  },
  {
    code: "cli.demo.not_as_told",
    remedy: "A step of the demonstration did not do what it should. Run it again with --debug, and report what it shows.",
    status: 1,
  },
];

/** The command line is wrong in a way that the parser does not see; exit code 2. */
export function usageError(message: string): MultisiteError {
  return new MultisiteError("cli.usage", message);
}
