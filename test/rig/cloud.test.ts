import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallTrace } from "../../packages/openstack/session/index.ts";
import type { Backup, Snapshot } from "../../packages/openstack/volume/index.ts";
import { type Clouds, startClouds } from "../../rig/cloud/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Clients, clientsOf } from "./cloud/clients.ts";
import { lastRecord, renderRecords, writeRecords } from "./cloud/records.ts";

// Tests tell one story: each goes on with what the one before has left.
describeReal("two sites that store, and a store of backups outside of both", ringTwo, () => {
  let clouds: Clouds<"north" | "south">;
  let north: Clients;
  let south: Clients;
  let volumeId = "";
  const snapshots: Snapshot[] = [];
  const backups: Backup[] = [];

  beforeAll(async () => {
    clouds = await startClouds({ north: {}, south: {} }, console.log);
    [north, south] = [clientsOf(clouds.sites.north), clientsOf(clouds.sites.south)];
  });
  afterAll(async () => {
    await clouds?.stop();
  });

  const lastOf = (site: "north" | "south", volume: string): Promise<number> => lastRecord(clouds.sites[site], volume);

  /** A snapshot, what is written after it, and its backup. */
  async function backUp(after: readonly [number, number], options: { readonly incremental?: boolean } = {}): Promise<void> {
    const begun = await north.snapshots.create({ volume_id: volumeId, name: `before ${after[0]}` });
    const snapshot = await north.snapshots.settle(begun.id, "available");
    await writeRecords(clouds.sites.north, volumeId, ...after);
    const backup = await north.backups.create({ volume_id: volumeId, snapshot_id: snapshot.id, ...options });
    snapshots.push(snapshot);
    backups.push(await north.backups.settle(backup.id, "available"));
  }

  test("an image's bytes are those of the volume that is made of it", async () => {
    const properties = { hw_qemu_guest_agent: "yes", os_require_quiesce: "yes" };
    const request = { name: "records", disk_format: "raw", container_format: "bare", ...properties };
    const image = await north.images.create(request);
    expect(image.status).toBe("queued");
    await north.images.upload(image.id, renderRecords(1, 100));
    expect(await north.images.settle(image.id, "active")).toMatchObject({ size: 51_200, ...properties });
    const renamed = await north.images.update(image.id, [{ op: "replace", path: "/name", value: "machine" }]);
    expect(await north.images.list({ filters: { name: "machine" } })).toEqual([renamed]);

    volumeId = (await north.volumes.create({ size: 1, name: "of a machine", imageRef: image.id })).id;
    expect(await north.volumes.settle(volumeId, "available")).toMatchObject({
      bootable: "true",
      "os-vol-host-attr:host": "storage-north@rbd#rbd",
      volume_image_metadata: properties,
    });
    expect(await lastOf("north", volumeId)).toBe(100);
  });

  test("a full backup, and an incremental one, have what was there when their snapshots were made, and nothing later", async () => {
    await writeRecords(clouds.sites.north, volumeId, 101, 200);
    await backUp([201, 300]);
    await backUp([301, 400], { incremental: true });
    const [full, incremental] = backups;
    expect(full).toMatchObject({ is_incremental: false, snapshot_id: snapshots[0]?.id, fail_reason: null });
    expect(incremental).toMatchObject({ is_incremental: true, snapshot_id: snapshots[1]?.id });
    const restoration = await north.backups.restore(full?.id ?? "", { name: "restored" });
    const restored = await north.volumes.settle(restoration.volume_id, "available");
    expect(restored.metadata).toMatchObject({ src_backup_id: full?.id });
    expect(await lastOf("north", restored.id)).toBe(200);
    expect(await lastOf("north", volumeId)).toBe(400);
  });

  test("what Cinder takes and then cannot do is told with its reason, and with the ID of our request", async () => {
    const traces: CallTrace[] = [];
    const onAnswer = (trace: CallTrace): void => void traces.push(trace);
    const huge = await north.volumes.create({ size: 500, name: "huge" }, { onAnswer });
    const failed = await north.volumes.settle(huge.id, "available").catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({ code: "openstack.settle.failed", message: expect.stringMatching(/is error: .*backend/) });
    expect((failed as Error).message).toContain(traces[0]?.answeredId);
    expect(clouds.sites.north.logTail(1000)).toContain(traces[0]?.requestId);

    const [snapshot] = snapshots;
    const clone = await north.volumes.create({ snapshot_id: snapshot?.id ?? "" });
    await north.volumes.settle(clone.id, "available");
    expect(await north.snapshots.delete(snapshot?.id ?? "")).toBe(true);
    await expect(north.snapshots.settleGone(snapshot?.id ?? "")).rejects.toMatchObject({
      code: "openstack.settle.failed",
      message: expect.stringContaining("Snapshot is busy"),
    });
    expect(await north.volumes.delete(clone.id)).toBe(true);
    await north.volumes.settleGone(clone.id);
    expect(await north.volumes.delete(clone.id)).toBe(false);
  });

  test("with north dead the other site restores the newest backup from the records that left north before", async () => {
    const records = await Promise.all(backups.map(({ id }) => north.backups.exportRecord(id)));
    for (const record of records) {
      const { id } = await south.backups.importRecord(record);
      await south.backups.settle(id, "available");
    }
    await clouds.sites.north.kill();
    const { volume_id: id } = await south.backups.restore(backups.at(-1)?.id ?? "", { name: "of a machine" });
    expect(await south.volumes.settle(id, "available")).toMatchObject({
      bootable: "true",
      volume_image_metadata: { hw_qemu_guest_agent: "yes" },
      "os-vol-host-attr:host": "storage-south@rbd#rbd",
    });
    expect(await lastOf("south", id)).toBe(300);
  });

  test("north comes back with all that was written", async () => {
    await clouds.sites.north.startAgain();
    expect(await lastOf("north", volumeId)).toBe(400);
    expect((await north.services()).map(({ binary, state }) => `${binary} ${state}`).sort()).toEqual([
      "cinder-backup up",
      "cinder-scheduler up",
      "cinder-volume up",
    ]);
  });
});
