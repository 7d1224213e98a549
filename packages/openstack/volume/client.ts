import type { Clock } from "@multisite/kernel/clock";
import { createCollection, createSettling, type Listed, type Made, type Removed, type Settling } from "../paged/index.ts";
import type { CallOptions, Service } from "../session/index.ts";
import { type Backup, type BackupRequest, type Backups, createBackups } from "./backups.ts";
import { type Message, reasonOf } from "./messages.ts";
import type { StorageService } from "./services.ts";
import type { Snapshot, SnapshotRequest } from "./snapshots.ts";
import type { Volume, VolumeRequest } from "./volumes.ts";

/** Resources that come and go in their own time. */
type Begun<Resource, Request> = Listed<Resource> & Made<Resource, Request> & Removed & Settling<Resource>;

/** A site's Cinder. Attributes have the names that they have on the wire. */
export interface VolumeClient {
  readonly volumes: Begun<Volume, VolumeRequest>;
  readonly snapshots: Begun<Snapshot, SnapshotRequest>;
  readonly backups: Begun<Backup, BackupRequest> & Backups;
  readonly messages: Listed<Message>;
  services(options?: CallOptions): Promise<readonly StorageService[]>;
}

/** Of Zed: snapshots and backups of volumes in use without `force`, no project in paths. */
const MICROVERSION = { "openstack-api-version": "volume 3.68" };

/** @param service whose endpoint ends with `/v3`, or with `/v3/PROJECT` */
export function createVolumeClient(service: Service, { clock }: { readonly clock: Clock }): VolumeClient {
  const headers = MICROVERSION;
  const messages = createCollection<Message, never>(service, {
    path: "/messages",
    plural: "messages",
    singular: "message",
    headers,
  });
  const reasonFor = async (id: string, options: CallOptions): Promise<string | undefined> =>
    reasonOf(await messages.list({ ...options, filters: { resource_uuid: id } }));
  const begun = <Resource extends { readonly id: string; readonly status: string }, Request>(
    kind: string,
    explain: (resource: Resource, options: CallOptions) => Promise<string | undefined> = ({ id }, options) =>
      reasonFor(id, options),
  ): Begun<Resource, Request> => {
    const path = `/${kind}s`;
    const names = { path, listPath: `${path}/detail`, plural: `${kind}s`, singular: kind, headers };
    const collection = createCollection<Resource, Request>(service, names);
    return { ...collection, ...createSettling<Resource>({ kind, clock, get: collection.get, explain }) };
  };
  return {
    volumes: begun("volume"),
    snapshots: begun("snapshot"),
    backups: {
      ...begun<Backup, BackupRequest>(
        "backup",
        async ({ id, fail_reason }, options) => (await reasonFor(id, options)) ?? fail_reason ?? undefined,
      ),
      ...createBackups(service, headers),
    },
    messages,
    async services(options) {
      const call = { method: "GET", path: "/os-services", headers };
      return (await service.call<{ readonly services: readonly StorageService[] }>(call, options)).services;
    },
  };
}
