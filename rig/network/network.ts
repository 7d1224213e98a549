import { existsSync } from "node:fs";
import { type Daemon, type DaemonOptions, startDaemon } from "../process/daemon.ts";
import { type CommandResult, type RunOptions, run } from "../process/run.ts";
import { ip, ipNow } from "./ip.ts";
import { namespaceName, removeStaleNamespaces } from "./names.ts";
import { hardwareAddress, linkName, outsideAddress, plugCommands, siteAddress, sitePlug } from "./plan.ts";

/**
 * Sites as network namespaces, each joined to each other one by a link of its own, and to this process by one that is never cut. What
 * runs in a site is started with {@link Network.enter}.
 */
export interface Network {
  readonly sites: readonly string[];
  /** Address of a site's host, from 1. */
  address(site: string, host: number): string;
  /** Address of this process, as all sites see it: what shall be reached from within them listens there. */
  readonly outsideAddress: string;
  /** The site's namespace, as `ip netns` knows it. */
  namespace(site: string): string;
  /** What a command begins with that shall run in the site. */
  enter(site: string): readonly string[];
  run(site: string, command: string, args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  start(site: string, daemon: DaemonOptions): Daemon;
  /** Packets between two sites are lost from now on, silently, as on a link that is down somewhere in the middle; or of one way only. */
  cut(from: string, to: string, options?: { readonly oneWay?: boolean }): Promise<void>;
  heal(one: string, other: string): Promise<void>;
  /** Cuts a site off from all others. */
  isolate(site: string): Promise<void>;
  healAll(): Promise<void>;
  /** Kills what was started with {@link Network.start}, and takes the namespaces down. */
  remove(): Promise<void>;
}

const RUNS = 150;

/** Up to 30 hosts a site. Removed at the latest when this process ends; what a killed one left is removed first. */
export async function createNetwork(sites: readonly string[]): Promise<Network> {
  removeStaleNamespaces();
  const run = findFreeRun();
  const names = new Map(sites.map((site) => [site, namespaceName(site)]));
  const nameOf = (site: string): string => {
    const name = names.get(site);
    if (name === undefined) throw new Error(`There is no site ${site}.`);
    return name;
  };
  const removeNow = (): void => {
    // The kernel takes its time with what is in a namespace; the links can be there again at once.
    for (const index of sites.keys()) ipNow(["link", "del", sitePlug(run, index)]);
    for (const name of names.values()) ipNow(["netns", "del", name]);
  };
  process.once("exit", removeNow);
  try {
    await lay(run, sites, nameOf);
  } catch (thrown) {
    removeNow();
    throw thrown;
  }
  return control(run, sites, nameOf, () => {
    process.removeListener("exit", removeNow);
    removeNow();
  });
}

/** Each network has addresses of its own, also when there are several at the same time. */
function findFreeRun(): number {
  for (let attempt = 0; attempt < RUNS; attempt++) {
    const run = (process.pid + attempt) % RUNS;
    if (!existsSync(`/sys/class/net/${sitePlug(run, 0)}`)) return run;
  }
  throw new Error(`There are ${RUNS} networks already.`);
}

/** Makes the namespaces, then the cables, then plugs both ends of each in. */
async function lay(run: number, sites: readonly string[], nameOf: (site: string) => string): Promise<void> {
  const pairs = sites.flatMap((_, one) => sites.slice(one + 1).map((_, more) => [one, one + 1 + more] as const));
  await ip([
    ...sites.map((site) => `netns add ${nameOf(site)}`),
    ...pairs.map(
      ([one, other]) =>
        `link add ${linkName(other)} netns ${nameOf(sites[one] ?? "")} type veth peer name ${linkName(one)} netns ${nameOf(sites[other] ?? "")}`,
    ),
    ...sites.map((site, index) => `link add ${sitePlug(run, index)} type veth peer name here netns ${nameOf(site)}`),
  ]);
  for (const [index, site] of sites.entries()) await ip(plugCommands.ofSite(run, index, sites.length), nameOf(site));
  await ip(sites.flatMap((_, index) => plugCommands.ofThisProcess(run, index)));
}

function control(run: number, sites: readonly string[], nameOf: (site: string) => string, removeAll: () => void): Network {
  const indexOf = (site: string): number => {
    if (!sites.includes(site)) throw new Error(`There is no site ${site}.`);
    return sites.indexOf(site);
  };
  const daemons: Daemon[] = [];
  const enter = (site: string): readonly string[] => ["/usr/sbin/ip", "netns", "exec", nameOf(site)];
  /** Whether `to` hears what `from` sends: a frame to a hardware address that nobody has is lost without a word. */
  const hear = async (from: string, to: string, hears: boolean): Promise<void> => {
    const [source, target] = [indexOf(from), indexOf(to)];
    const address = hardwareAddress(target, source, hears);
    await ip([`link set ${linkName(source)} address ${address}`, plugCommands.neighbour(target, source)], nameOf(to));
  };
  const others = (site: string): readonly string[] => sites.filter((other) => other !== site);
  const cut: Network["cut"] = async (from, to, { oneWay = false } = {}) => {
    await hear(from, to, false);
    if (!oneWay) await hear(to, from, false);
  };
  const heal = async (one: string, other: string): Promise<void> => {
    await hear(one, other, true);
    await hear(other, one, true);
  };
  return {
    sites,
    address: (site, host) => siteAddress(run, indexOf(site), host),
    outsideAddress,
    namespace: nameOf,
    enter,
    run: (site, command, args, options) => runInside(enter(site), command, args, options),
    start: (site, daemon) => {
      const [command = "", ...args] = [...enter(site), daemon.command, ...daemon.args];
      const started = startDaemon({ ...daemon, command, args });
      daemons.push(started);
      return started;
    },
    cut,
    heal,
    async isolate(site) {
      for (const other of others(site)) await cut(site, other);
    },
    async healAll() {
      for (const [index, site] of sites.entries()) for (const other of sites.slice(index + 1)) await heal(site, other);
    },
    async remove() {
      await Promise.all(daemons.map((daemon) => daemon.kill()));
      removeAll();
    },
  };
}

function runInside(
  enter: readonly string[],
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<CommandResult> {
  const [first = "", ...rest] = [...enter, command, ...args];
  return run(first, rest, options);
}
