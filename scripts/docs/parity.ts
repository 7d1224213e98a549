import { readFileSync } from "node:fs";

/** Where a method and path of Keystone stand here. */
export type RouteState = "done" | "as unconfigured" | "not implemented" | "not real" | "open";

export interface RouteParity {
  readonly method: string;
  readonly path: string;
  readonly state: RouteState;
  readonly note: string;
}

/** A difference that is meant. */
export interface Difference {
  readonly where: string;
  readonly keystone: string;
  readonly here: string;
  readonly why: string;
}

/** What `test/parity/identity.json` holds. */
export interface ParityNotes {
  /** Routes that answer as a Keystone without the feature: patterns with `*`, and the reason. */
  readonly asUnconfigured: Readonly<Record<string, string>>;
  /** Routes that answer 501, and the reason. */
  readonly notImplemented: Readonly<Record<string, string>>;
  /** Routes that Flask has but nobody meant; here they are 405. */
  readonly notReal: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
}

const PARITY = new URL("../../test/parity/", import.meta.url);

export function readParityNotes(): ParityNotes {
  return JSON.parse(readFileSync(new URL("identity.json", PARITY), "utf8"));
}

/** Every method and path of a Keystone Zed, from its live Flask map. */
export function readKeystoneRoutes(): readonly { readonly method: string; readonly path: string }[] {
  const lines = readFileSync(new URL("keystone-routes.txt", PARITY), "utf8").trim().split("\n");
  return lines.map((line) => {
    const [method = "", path = ""] = line.trim().split(/\s+/);
    return { method, path };
  });
}

/** Compares Keystone's routes with ours; names of path parameters do not matter. */
export function compareRoutes(
  keystone: readonly { readonly method: string; readonly path: string }[],
  own: readonly { readonly method: string; readonly path: string }[],
  notes: ParityNotes,
): readonly RouteParity[] {
  const known = new Set(own.map(({ method, path }) => `${method} ${shapeOf(path)}`));
  return keystone.map(({ method, path }) => {
    const route = `${method} ${path}`;
    const unconfigured = noteFor(route, notes.asUnconfigured);
    const notReal = noteFor(route, notes.notReal);
    const isRegistered = known.has(`${method} ${shapeOf(path)}`);
    if (isRegistered && unconfigured !== undefined) return { method, path, state: "as unconfigured", note: unconfigured };
    const missing = noteFor(route, notes.notImplemented);
    if (isRegistered && missing !== undefined) return { method, path, state: "not implemented", note: missing };
    if (isRegistered) return { method, path, state: "done", note: "" };
    if (notReal !== undefined) return { method, path, state: "not real", note: notReal };
    return { method, path, state: "open", note: "" };
  });
}

function shapeOf(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}").replace(/\/+$/, "") || "/";
}

function noteFor(route: string, notes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(notes).find(([pattern]) => matches(route, pattern))?.[1];
}

/** `*` stands for any text. */
function matches(route: string, pattern: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(route);
}
