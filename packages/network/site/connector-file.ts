import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import { type ConnectorPorts, type KeptChange, type KeptState, withChange } from "../connector/index.ts";
import type { OwnPort } from "../inventory/index.ts";
import type { SiteCopy } from "../mirror/index.ts";

/**
 * What the connector keeps over a restart: a file of the whole, and behind it one of what has changed since, a line each. Both name the
 * number of the whole, so that changes of a former one are not taken for changes of this one.
 */
export function openConnectorFile(path: string, onTrouble: ConnectorPorts["onTrouble"]): ConnectorPorts["store"] {
  const changesPath = `${path}.changes`;
  let number = 0;
  return {
    load() {
      if (!existsSync(path)) return undefined;
      try {
        const whole = JSON.parse(readFileSync(path, "utf8")) as StateInFile;
        number = whole.number ?? 0;
        return readChanges(changesPath, number).reduce(withChange, fromJson(whole));
      } catch (thrown) {
        // It can be learned anew from the other sites; until they answer, their ports stay as they are.
        onTrouble(`read ${path}`, thrown);
        return undefined;
      }
    },
    save(state) {
      number++;
      writeDurably(path, `${JSON.stringify({ number, ...toJson(state) })}\n`, 0o600);
      rmSync(changesPath, { force: true });
    },
    append(changes) {
      const lines = changes.map((change) => `${JSON.stringify({ number, change })}\n`);
      appendFileSync(changesPath, lines.join(""), { mode: 0o600, flush: true });
    },
  };
}

/** A line that a power failure cut short is the last one, and nothing was done because of it. */
function readChanges(path: string, number: number): readonly KeptChange[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.flatMap((line) => {
    const written = JSON.parse(line) as { readonly number: number; readonly change: KeptChange };
    return written.number === number ? written.change : [];
  });
}

interface StateInFile extends Omit<KeptState, "copies"> {
  readonly number?: number;
  readonly copies: readonly (readonly [site: string, copy: Omit<SiteCopy, "ports"> & { readonly ports: readonly OwnPort[] }])[];
}

function toJson({ copies, ...state }: KeptState): StateInFile {
  return { ...state, copies: [...copies].map(([site, copy]) => [site, { ...copy, ports: [...copy.ports.values()] }]) };
}

function fromJson({ copies, number: _, ...state }: StateInFile): KeptState {
  const byId = (ports: readonly OwnPort[]) => new Map(ports.map((port) => [port.id, port]));
  return { ...state, copies: new Map(copies.map(([site, copy]) => [site, { ...copy, ports: byId(copy.ports) }])) };
}
