import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";
import type { GatewayConfig } from "./options.ts";

/** Where the configuration comes from, so that a change of it is noticed. */
export interface ConfigSource {
  /** The text as it stands now. */
  text(): string;
  /** @throws MultisiteError that names every line that is wrong */
  parse(text: string): GatewayConfig;
}

export interface ReloadState {
  /** How often a changed configuration was taken over. */
  readonly reloads: number;
  /** Why the latest one was not; the one before it is in force. */
  readonly problem: string | undefined;
  /** Options that were changed, but take effect only after a restart. */
  readonly needRestart: readonly string[];
}

export interface Reloader {
  readonly state: ReloadState;
  /** Looks now. */
  check(): void;
  stop(): void;
}

const LOOK_EVERY_MS = 2000;

/** Options that are read when the gateway starts, and not again. */
const AT_START: readonly (readonly [group: keyof GatewayConfig, option: string])[] = [
  ["listen", "host"],
  ["listen", "port"],
  ["listen", "certificate"],
  ["listen", "private_key"],
  ["identity", "authorities"],
  ["admin", "host"],
  ["admin", "port"],
  ["admin", "socket"],
  ["log", "level"],
  ["log", "path"],
];

export interface ReloadOptions {
  readonly source: ConfigSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly atStart: GatewayConfig;
  /** @throws MultisiteError when the gateway cannot work so */
  readonly apply: (config: GatewayConfig) => void;
}

/** Takes a changed configuration over; one that is wrong is told once, and changes nothing. */
export function followConfig({ source, clock, log, atStart, apply }: ReloadOptions): Reloader {
  let state: ReloadState = { reloads: 0, problem: undefined, needRestart: [] };
  let latest = readText();

  function readText(): string | undefined {
    try {
      return source.text();
    } catch {
      // In the middle of being replaced, or gone: what is in force stays.
      return undefined;
    }
  }

  function check(): void {
    const text = readText();
    if (text === undefined || text === latest) return;
    latest = text;
    try {
      const config = source.parse(text);
      apply(config);
      state = { reloads: state.reloads + 1, problem: undefined, needRestart: changedAtStart(atStart, config) };
      log.info({ needRestart: state.needRestart }, "the configuration was changed, and is in force");
    } catch (thrown) {
      state = { ...state, problem: messageOf(thrown) };
      const code = thrown instanceof MultisiteError ? thrown.code : undefined;
      log.error(
        { code, reason: messageOf(thrown) },
        "the configuration was changed, but cannot be used; the one before stays in force",
      );
    }
  }

  return {
    get state() {
      return state;
    },
    check,
    stop: clock.every(LOOK_EVERY_MS, check),
  };
}

function changedAtStart(before: GatewayConfig, after: GatewayConfig): readonly string[] {
  const settingOf = (config: GatewayConfig, group: keyof GatewayConfig, option: string): unknown =>
    (config[group] as Readonly<Record<string, unknown>>)[option];
  return AT_START.filter(([group, option]) => settingOf(before, group, option) !== settingOf(after, group, option)).map((names) =>
    names.join("."),
  );
}
