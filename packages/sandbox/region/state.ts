import { createHash } from "node:crypto";

/** A size of servers. */
export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly ramMb: number;
  readonly diskGb: number;
  readonly vcpus: number;
}

/** What a server boots from. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
}

/** A server that nobody really runs. */
export interface SandboxServer {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly userId: string;
  readonly flavor: Flavor;
  readonly imageId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

/** Everything one region's cloud knows. */
export interface RegionState {
  readonly name: string;
  readonly flavors: readonly Flavor[];
  readonly images: readonly Image[];
  readonly servers: Map<string, SandboxServer>;
}

const FLAVORS: readonly Flavor[] = [
  { id: "1", name: "m1.tiny", ramMb: 512, diskGb: 1, vcpus: 1 },
  { id: "2", name: "m1.small", ramMb: 2048, diskGb: 20, vcpus: 1 },
  { id: "3", name: "m1.medium", ramMb: 4096, diskGb: 40, vcpus: 2 },
  { id: "4", name: "m1.large", ramMb: 8192, diskGb: 80, vcpus: 4 },
];

/** A region with the usual flavors, one image and no servers. */
export function createRegionState(name: string, nowMs: number): RegionState {
  const images = [{ id: stableUuid(`${name} cirros`), name: "cirros", sizeBytes: 21_692_416, createdAtMs: nowMs }];
  return { name, flavors: FLAVORS, images, servers: new Map() };
}

/** The same ID at every start, so that notes and scripts stay good. */
function stableUuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
