import { fileURLToPath } from "node:url";
import { runOrThrow } from "../process/run.ts";

/** What openstacksdk makes of clouds.yaml, secure.yaml and the environment. */
export interface SdkCloud {
  readonly name: string;
  readonly regionName: string | null;
  readonly interface: string;
  readonly endpointOverride: string | null;
  /** Whether servers are verified, or the path of the authorities' file. */
  readonly verify: boolean | string;
  readonly certificate: string | readonly string[] | null;
}

/** Lets the real openstacksdk find a cloud, and log in there. */
export async function loginWithSdk(
  environment: Readonly<Record<string, string>>,
  { workingDirectory, homeDirectory }: { readonly workingDirectory: string; readonly homeDirectory: string },
): Promise<SdkCloud> {
  const { stdout } = await runOrThrow("/usr/bin/python3", [fileURLToPath(new URL("login.py", import.meta.url))], {
    cwd: workingDirectory,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", HOME: homeDirectory, ...environment },
    timeoutMs: 60_000,
  });
  return JSON.parse(stdout) as SdkCloud;
}
