import { fork } from "node:child_process";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import type { OwnPort } from "../../packages/network/inventory/index.ts";
import { answer, beginLog, type MirrorQuestion, recordPort, type SiteLog } from "../../packages/network/mirror/index.ts";
import { SHADOW_OWNER, shadowHost } from "../../packages/network/shadows/index.ts";
import type { Network, SecurityGroup, Subnet } from "../../packages/openstack/network/index.ts";
import { createSandboxNeutron, type SandboxNeutron } from "../../packages/sandbox/network/index.ts";
import { pause } from "../star/numbers.ts";
import type { ConnectorPlace, FromConnector, ToConnector } from "./lone-messages.ts";

const SITES = 10;
const HOSTS_OF_A_SITE = 5;
const OWN = "site-0";
const HELD_MS = 10_000;

export interface Usage {
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** The connector of one of ten sites with so many ports together, in a process of its own, with the sandbox's Neutron around it. */
export interface LoneConnector {
  usage(): Promise<Usage>;
  /** Requests and casts so far. */
  calls(): number;
  /** A port of another site comes or goes. */
  changeElsewhere(index: number, isThere: boolean): void;
  /** A port of its own site is wired, or deleted. */
  changeHere(index: number, isThere: boolean): void;
  stop(): void;
}

export async function startLoneConnector(ports: number, passMs: number): Promise<LoneConnector> {
  const neutron = createSandboxNeutron({ clock: systemClock, random: createSeededRandom(1), baseMac: "fa:16:3e:00:00:00" });
  const post = <Made>(kind: string, body: object): Made =>
    (
      neutron.request({ method: "POST", path: `/${kind.replace("_", "-")}s`, body: { [kind]: body } }).body as Record<
        string,
        Made
      >
    )[kind] as Made;
  const segment = { "provider:network_type": "vxlan", "provider:segmentation_id": 9_000_001 };
  const { id: networkId } = post<Network>("network", { name: "plane", ...segment });
  const range = [{ start: "10.0.0.1", end: "10.255.255.254" }];
  const subnet = post<Subnet>("subnet", {
    network_id: networkId,
    ip_version: 4,
    cidr: "10.0.0.0/8",
    gateway_ip: null,
    enable_dhcp: false,
    allocation_pools: range,
  });
  const { id: groupId } = post<SecurityGroup>("security_group", { name: "members" });
  const others = Array.from({ length: SITES - 1 }, (_, index) => `site-${index + 1}`);
  const logs = new Map<string, SiteLog>(others.map((site) => [site, beginLog(site, 1)]));
  let calls = 0;
  let wakes: (() => void)[] = [];

  fill({ neutron, networkId, subnetId: subnet.id, groupId, logs, ports });
  const network = {
    id: networkId,
    name: "plane",
    vni: 9_000_001,
    subnetId: subnet.id,
    projectId: "p",
    securityGroups: [groupId],
  };
  const place: ConnectorPlace = { site: OWN, others, passMs, networks: [network] };
  const child = fork(new URL("../servers/connector.ts", import.meta.url), [JSON.stringify(place)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const send = (message: ToConnector): void => {
    if (child.connected) child.send(message);
  };
  neutron.listen((message) => send({ what: "heard", message }));
  const replies = new Map<number, (body: unknown) => void>();

  async function answerPeer(node: string, question: MirrorQuestion): Promise<unknown> {
    const log = logs.get(node) as SiteLog;
    const now = answer(log, question);
    if (now !== undefined) return now;
    await Promise.race([pause(HELD_MS), new Promise<void>((resolve) => wakes.push(resolve))]);
    return answer(log, question) ?? {};
  }

  child.on("message", async ({ id, what, body }: FromConnector) => {
    if (what === "reply") return replies.get(id)?.(body);
    if (what !== "peer") calls++;
    if (what === "api") return send({ what: "answer", id, body: neutron.request(body as never) });
    if (what === "peer") {
      const { node, body: question } = body as { node: string; body: MirrorQuestion };
      return send({ what: "answer", id, body: await answerPeer(node, question) });
    }
    const { exchange, method, args } = body as { exchange: string; method: string; args: never };
    if (exchange === "neutron") neutron.call(method, args);
    else neutron.publish({ method, args } as never);
    send({ what: "answer", id, body: {} });
  });
  let sequence = 0;
  const question = (what: "usage" | "question", body?: unknown): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++sequence;
      replies.set(id, resolve);
      send({ what, id, ...(what === "question" ? { body } : {}) } as ToConnector);
    });
  // Another site follows this one, so that it is asked too.
  let known: MirrorQuestion = {};
  const following = setInterval(async () => {
    const said = (await question("question", known)) as MirrorQuestion;
    if (said.epoch !== undefined) known = { epoch: said.epoch, version: said.version as number };
  }, 1000);

  const made = new Map<number, string>();
  return {
    usage: async () => (await question("usage")) as Usage,
    calls: () => calls,
    changeElsewhere(index, isThere) {
      const site = others[index % others.length] as string;
      const port = ownPort(site, ports + index);
      recordPort(logs.get(site) as SiteLog, port.id, isThere ? port : undefined);
      const waiting = wakes;
      wakes = [];
      for (const wake of waiting) wake();
    },
    changeHere(index, isThere) {
      if (isThere) {
        const host = `compute-${index % HOSTS_OF_A_SITE}`;
        const port = post<{ id: string }>("port", {
          network_id: networkId,
          device_owner: "compute:nova",
          "binding:host_id": host,
        });
        made.set(index, port.id);
        neutron.call("update_device_up", { device: port.id, host });
      } else neutron.request({ method: "DELETE", path: `/ports/${made.get(index)}` });
    },
    stop() {
      clearInterval(following);
      for (const host of neutron.hosts.values()) host.stop();
      child.kill("SIGKILL");
    },
  };
}

function ownPort(site: string, index: number): OwnPort {
  const bytes = [index >> 16, (index >> 8) & 255, index & 255];
  return {
    id: `${site}-port-${index}`,
    network: "plane",
    name: `vm-${index}`,
    mac: `fa:17:3e:${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`,
    addresses: [`10.200.${(index >> 8) & 255}.${index & 255}`],
    vtep: `192.0.${site.slice(5)}.${1 + (index % HOSTS_OF_A_SITE)}`,
    isUp: true,
    pairs: [],
  };
}

interface Filling {
  readonly neutron: SandboxNeutron;
  readonly networkId: string;
  readonly subnetId: string;
  readonly groupId: string;
  readonly logs: ReadonlyMap<string, SiteLog>;
  readonly ports: number;
}

/** Hosts, own ports, and those of the other sites with their remote ports, as connectors have left them. */
function fill({ neutron, networkId, subnetId, groupId, logs, ports }: Filling): void {
  for (let host = 0; host < HOSTS_OF_A_SITE; host++) neutron.addHost(`compute-${host}`, `192.0.0.${1 + host}`);
  const sites = [OWN, ...logs.keys()];
  for (let index = 0; index < ports; index++) {
    const site = sites[index % SITES] as string;
    const port = ownPort(site, index);
    const log = logs.get(site);
    if (log !== undefined) recordPort(log, port.id, port);
    const host = log === undefined ? `compute-${index % HOSTS_OF_A_SITE}` : shadowHost(port.vtep ?? "");
    neutron.call("report_state", {
      agent_state: {
        agent_state: {
          agent_type: "Open vSwitch agent",
          binary: "bench",
          host,
          topic: "N/A",
          configurations: { tunneling_ip: port.vtep, tunnel_types: ["vxlan"] },
        },
      },
    });
    neutron.state.ports.set(port.id, {
      id: port.id,
      name: port.name,
      project_id: "p",
      network_id: networkId,
      mac_address: port.mac,
      fixed_ips: port.addresses.map((ip_address) => ({ subnet_id: subnetId, ip_address })),
      admin_state_up: true,
      status: "ACTIVE",
      device_id: log === undefined ? "vm" : `${site}/${port.id}`,
      device_owner: log === undefined ? "compute:nova" : SHADOW_OWNER,
      security_groups: [groupId],
      allowed_address_pairs: [],
      "binding:host_id": host,
      "binding:vif_type": "ovs",
      "binding:vif_details": { connectivity: "l2", port_filter: true, datapath_type: "system" },
    });
  }
}
