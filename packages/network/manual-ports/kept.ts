import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import { messageOf } from "@multisite/kernel/errors";
import { networkError } from "../errors.ts";
import type { ManualPort } from "./types.ts";

interface Kept {
  /** When the file was begun: what was told out of a former one is older than all of this. */
  readonly epoch: number;
  /** Grows with every change. */
  readonly version: number;
  readonly ports: readonly ManualPort[];
}

/** The remote ports that commands made in this site, as they are in its home. */
export interface ManualPorts {
  now(): Kept;
  /** Durably. */
  put(port: ManualPort): void;
  /** Those for which it is so. */
  drop(isGone: (port: ManualPort) => boolean): void;
}

/** @throws MultisiteError `network.site.damaged` */
export function openManualPorts(path: string, nowMs: number, onChange: () => void): ManualPorts {
  let kept = read(path) ?? { epoch: nowMs, version: 1, ports: [] };
  const change = (ports: readonly ManualPort[]): void => {
    const next = { ...kept, version: kept.version + 1, ports };
    writeDurably(path, `${JSON.stringify(next, undefined, 2)}\n`, 0o600);
    kept = next;
    onChange();
  };
  return {
    now: () => kept,
    put: (port) => change([...kept.ports.filter(({ id }) => id !== port.id), port]),
    drop(isGone) {
      const left = kept.ports.filter((port) => !isGone(port));
      if (left.length < kept.ports.length) change(left);
    },
  };
}

/** A file that cannot be read is not an empty one: its ports would be taken for deleted. */
function read(path: string): Kept | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Kept;
  } catch (cause) {
    throw networkError("site.damaged", `The remote ports of this site cannot be read from ${path} (${messageOf(cause)}).`, cause);
  }
}
