import type { GatewayConfig } from "./options.ts";

/** What is wrong with a configuration whose every value is possible on its own; empty when it can work. */
export function configProblems({ identity, listen, hedge, requests, admin }: GatewayConfig): readonly string[] {
  const problems: string[] = [];
  const sites = [...new Set(identity.endpoints.map(({ site }) => site))];
  if (identity.endpoints.length === 0) problems.push("identity.endpoints names no identity service.");
  if (identity.own_site === "") problems.push("identity.own_site does not say in which site this gateway stands.");
  if ((listen.certificate === undefined) !== (listen.private_key === undefined)) {
    problems.push("listen.certificate and listen.private_key belong together: set both or none.");
  }
  if (identity.public_endpoint !== undefined && !/^https?:\/\/[^/\s]+/.test(identity.public_endpoint)) {
    problems.push("identity.public_endpoint must be a URL such as https://identity.example.net:5000.");
  }
  if (hedge.percent > 5) problems.push("hedge.percent must be at most 5: more would load other nodes for little.");
  if (requests.attempt_timeout_ms > requests.deadline_ms) {
    problems.push("requests.attempt_timeout_ms must not be longer than requests.deadline_ms.");
  }
  if (admin.port !== undefined && admin.port !== 0 && admin.port === listen.port) {
    problems.push("admin.port must be another port than listen.port.");
  }
  if (listen.port !== 0 && sites.length > 0) {
    const own = identity.endpoints.filter(({ url }) => isItself(url, listen.host, listen.port));
    for (const { url } of own) problems.push(`identity.endpoints names ${url}, which is this gateway itself.`);
  }
  return problems;
}

function isItself(url: string, host: string, port: number): boolean {
  const { hostname, port: named } = new URL(url);
  return Number(named) === port && (hostname === host || (hostname === "localhost" && host === "127.0.0.1"));
}

/** What may be meant, but is worth a look. */
export function configWarnings({ identity }: GatewayConfig): readonly string[] {
  const hasOwn = identity.endpoints.some(({ site }) => site === identity.own_site);
  return hasOwn || identity.own_site === ""
    ? []
    : [`No endpoint stands in the own site ${identity.own_site}: every request goes to another site, within the budget.`];
}
