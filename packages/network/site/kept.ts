import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import { messageOf } from "@multisite/kernel/errors";
import { networkError } from "../errors.ts";
import type { KeptNetwork } from "./types.ts";

/** The networks of a site, as they are in its home. */
export interface KeptNetworks {
  all(): readonly KeptNetwork[];
  get(name: string): KeptNetwork | undefined;
  /** Durably. */
  put(kept: KeptNetwork): void;
  drop(name: string): void;
}

/** @throws MultisiteError `network.site.damaged` */
export function openKeptNetworks(path: string): KeptNetworks {
  const networks = new Map(read(path).map((kept) => [kept.network.name, kept]));
  const write = (): void => writeDurably(path, `${JSON.stringify([...networks.values()], undefined, 2)}\n`, 0o600);
  return {
    all: () => [...networks.values()],
    get: (name) => networks.get(name),
    put(kept) {
      networks.set(kept.network.name, kept);
      write();
    },
    drop(name) {
      if (networks.delete(name)) write();
    },
  };
}

/** A file that cannot be read is not an empty one: without it the connector would take its networks for gone. */
function read(path: string): readonly KeptNetwork[] {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8")) as readonly KeptNetwork[];
  } catch (cause) {
    throw networkError("site.damaged", `The networks of this site cannot be read from ${path} (${messageOf(cause)}).`, cause);
  }
}
