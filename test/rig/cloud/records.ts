import type { Cloud } from "../../../rig/cloud/index.ts";

/** Of each record: a sector. */
const LENGTH = 512;

/** Numbered records, each a sector, as a machine writes them that writes all the time. */
export function renderRecords(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => `record ${first + index} `.padEnd(LENGTH - 1, "."))
    .join("\n")
    .concat("\n");
}

/** Writes records where they belong on a volume, as the machine that has it would. */
export async function writeRecords({ ceph }: Cloud, volumeId: string, first: number, last: number): Promise<void> {
  await ceph.writeImage(`volume-${volumeId}`, (first - 1) * LENGTH, renderRecords(first, last));
}

/** Number of the last record of those that follow each other from the first on without a gap or a wrong byte. */
export async function lastRecord({ ceph }: Cloud, volumeId: string, most = 1000): Promise<number> {
  const text = await ceph.readImage(`volume-${volumeId}`, { offset: 0, length: most * LENGTH });
  let last = 0;
  while (last < most && text.slice(last * LENGTH, (last + 1) * LENGTH) === renderRecords(last + 1, last + 1)) last++;
  return last;
}
