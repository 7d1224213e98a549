import { execFile } from "node:child_process";
import { MultisiteError } from "@multisite/kernel/errors";

const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Runs a program of MariaDB to its end and gives back what it wrote to standard output.
 *
 * @throws MultisiteError `identity.star.local_command`
 */
export function runCommand(command: readonly string[], cwd: string): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, maxBuffer: MOST_BYTES }, (failure, stdout, stderr) => {
      if (failure === null) return resolve(stdout);
      const lines = `${stdout}\n${stderr}`.trim().split("\n").slice(-20).join("\n");
      const problem = `${program} failed in ${cwd}: ${lines.split("\n").at(-1)}`;
      reject(new MultisiteError("identity.star.local_command", problem, { cause: failure, detail: lines }));
    });
  });
}
