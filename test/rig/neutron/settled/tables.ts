import type { Host } from "../../../../rig/neutron/index.ts";

/** What an entry of a host's tables is called, in the words of both who reads and who expects it. */
export const entryOf = {
  segment: (vni: number) => `network ${vni}`,
  unicast: (vni: number, mac: string, vtep: string) => `unicast ${vni} ${mac} to ${vtep}`,
  answer: (vni: number, address: string, mac: string) => `ARP ${vni} ${address} is ${mac}`,
  flood: (vni: number, vtep: string) => `flood ${vni} to ${vtep}`,
  tunnel: (vtep: string) => `tunnel to ${vtep}`,
} as const;

/** Flows that br-tun always has. */
const STANDING = [
  /^(table=\d+, )?priority=0 actions=(drop|resubmit\(,22\))$/,
  /^priority=1,in_port=1 actions=resubmit\(,2\)$/,
  /^table=2, priority=1,arp,dl_dst=ff:ff:ff:ff:ff:ff actions=resubmit\(,21\)$/,
  /^table=2, priority=0,dl_dst=0[01]:00:00:00:00:00\/01:00:00:00:00:00 actions=resubmit\(,2[02]\)$/,
  /^table=10, priority=1 actions=learn\(table=20,hard_timeout=300,.*\),output:1$/,
];

/**
 * All of br-tun of a host with Open vSwitch, as entries; but for what it has learned by itself and forgets by itself. A tunnel is one that
 * frames are taken from: after a power cut the database keeps ports of tunnels that no agent knows, and no flow leads to. A flow that is
 * neither understood nor a standing one is an entry too, and so wanted by nobody.
 */
export async function readTables(host: Host): Promise<readonly string[]> {
  const flows = (await host.forwarding()).map((line) => line.trim().replace(/^cookie=\w+, /, ""));
  const vteps = await readTunnels(host);
  const segments = new Map(
    flows.flatMap((flow) => {
      const [, vni, vlan] = /^table=4, priority=1,tun_id=(0x[0-9a-f]+) actions=mod_vlan_vid:(\d+),/.exec(flow) ?? [];
      return vni === undefined || vlan === undefined ? [] : [[vlan, Number(vni)] as const];
    }),
  );
  const places: Places = {
    vniOf: (vlan) => segments.get(vlan) ?? Number.NaN,
    vtepOf: (port) => vteps.get(port) ?? `port ${port}`,
  };
  return [
    ...[...segments.values()].map(entryOf.segment),
    ...flows
      .filter((flow) => !flow.includes("hard_timeout") || flow.startsWith("table=10,"))
      .flatMap((flow) => read(flow, places)),
  ];
}

interface Places {
  vniOf(vlan: string): number;
  vtepOf(port: string): string;
}

function read(flow: string, { vniOf, vtepOf }: Places): readonly string[] {
  if (STANDING.some((standing) => standing.test(flow)) || /^table=4, priority=1,tun_id=/.test(flow)) return [];
  const unicast =
    /^table=20, priority=2,dl_vlan=(\d+),dl_dst=([0-9a-f:]+) actions=strip_vlan,load:(\w+)->NXM_NX_TUN_ID\[\],output:(\d+)$/;
  const [, vlan = "", mac = "", vni, port = ""] = unicast.exec(flow) ?? [];
  if (vni !== undefined && Number(vni) === vniOf(vlan)) return [entryOf.unicast(Number(vni), mac, vtepOf(port))];
  const answer = /^table=21, priority=1,arp,dl_vlan=(\d+),arp_tpa=([0-9.]+) actions=.*,mod_dl_src:([0-9a-f:]+),IN_PORT$/;
  const [, place = "", address, owner = ""] = answer.exec(flow) ?? [];
  if (address !== undefined) return [entryOf.answer(vniOf(place), address, owner)];
  const flood = /^table=22, priority=1,dl_vlan=(\d+) actions=strip_vlan,load:(\w+)->NXM_NX_TUN_ID\[\]((?:,output:\d+)*)$/;
  const [, network = "", segment, outputs = ""] = flood.exec(flow) ?? [];
  if (segment !== undefined && Number(segment) === vniOf(network)) {
    return [...outputs.matchAll(/output:(\d+)/g)].map(([, to = ""]) => entryOf.flood(Number(segment), vtepOf(to)));
  }
  const tunnel = /^priority=1,in_port=(\d+) actions=resubmit\(,4\)$/.exec(flow)?.[1];
  return tunnel === undefined ? [`unknown flow: ${flow}`] : [entryOf.tunnel(vtepOf(tunnel))];
}

/** The other end of each tunnel, by the number of its port. */
async function readTunnels(host: Host): Promise<ReadonlyMap<string, string>> {
  const select = ["--format=json", "--columns=ofport,options", "find", "Interface", "type=vxlan"];
  const { stdout } = await host.run("/usr/bin/ovs-vsctl", [
    `--db=unix:${host.switchDirectory}/db.sock`,
    "--timeout=10",
    ...select,
  ]);
  const { data } = JSON.parse(stdout) as { readonly data: readonly [number, [string, readonly (readonly [string, string])[]]][] };
  return new Map(data.map(([port, [, options]]) => [String(port), new Map(options).get("remote_ip") ?? ""]));
}
