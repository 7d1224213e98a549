import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import type { ConnectorPorts, KeptState } from "../connector/index.ts";
import type { OwnPort } from "../inventory/index.ts";
import type { SiteCopy } from "../mirror/index.ts";

/** What the connector keeps over a restart, as a file. */
export function openConnectorFile(path: string, onTrouble: (what: string, thrown: unknown) => void): ConnectorPorts["store"] {
  return {
    load() {
      if (!existsSync(path)) return undefined;
      try {
        return fromJson(JSON.parse(readFileSync(path, "utf8")));
      } catch (thrown) {
        // It can be learned anew from the other sites; until they answer, their ports stay as they are.
        onTrouble(`read ${path}`, thrown);
        return undefined;
      }
    },
    save: (state) => writeDurably(path, `${JSON.stringify(toJson(state))}\n`, 0o600),
  };
}

interface StateInFile extends Omit<KeptState, "copies"> {
  readonly copies: readonly (readonly [site: string, copy: Omit<SiteCopy, "ports"> & { readonly ports: readonly OwnPort[] }])[];
}

function toJson({ copies, ...state }: KeptState): StateInFile {
  return { ...state, copies: [...copies].map(([site, copy]) => [site, { ...copy, ports: [...copy.ports.values()] }]) };
}

function fromJson({ copies, ...state }: StateInFile): KeptState {
  const byId = (ports: readonly OwnPort[]) => new Map(ports.map((port) => [port.id, port]));
  return { ...state, copies: new Map(copies.map(([site, copy]) => [site, { ...copy, ports: byId(copy.ports) }])) };
}
