import type { StretchedNetwork } from "../document/index.ts";
import { preflightChecks } from "./checks/index.ts";
import { chooseVni } from "./choose-vni.ts";
import type { Facts, PreflightFinding } from "./types.ts";

/** Whether a network can be made, and with which VNI. */
export interface Preflight {
  /** Of an overlay, when it can be made. */
  readonly vni: number | undefined;
  readonly findings: readonly PreflightFinding[];
}

/**
 * Everything that stands in the way of a network, from what its sites say of themselves. A site that has not answered is an error: what is
 * not known of it may be what breaks the others.
 */
export function preflight(network: StretchedNetwork, facts: Facts): Preflight {
  const known = network.sites.flatMap(({ name }) => facts.get(name) ?? []);
  const silent = network.sites
    .filter(({ name }) => facts.get(name) === undefined)
    .map(
      ({ name }): PreflightFinding => ({
        code: "network.preflight.silent",
        severity: "error",
        site: name,
        field: "the site's connector",
        message: `${name} does not answer: start the agent there, or look at the link to it.`,
      }),
    );
  const found = preflightChecks.flatMap(({ code, severity, find }) =>
    find(network, known).map((obstacle) => ({ code, severity, ...obstacle })),
  );
  const findings = [...silent, ...found];
  const isStopped = findings.some(({ severity }) => severity === "error");
  return { vni: isStopped ? undefined : chooseVni(network, known), findings };
}
