import {
  type KeySettings,
  parseDuration,
  parseStar,
  type RotationSettings,
  rotationOf,
  starFields,
} from "@multisite/identity/star";
import { InvalidArgumentError, Option } from "commander";
import { readStarFile } from "../star/star-file.ts";

/** Settings of a rotation, as they stand on the command line; durations in seconds. */
export interface SettingFlags {
  readonly star?: string;
  readonly expiration?: number;
  readonly window?: number;
  readonly period?: number;
  readonly staged?: number;
  readonly late?: number;
  readonly clockError?: number;
  readonly keys?: number;
}

/** The options that say which settings are meant; what is not given comes from the star, else from a star's defaults. */
export function settingOptions(): readonly Option[] {
  return [
    new Option("--star <file>", "take the settings from a star's document"),
    durationOption("--expiration <duration>", "life of a token (1h)", 1),
    durationOption("--window <duration>", "how long services may still use an expired token (2d)"),
    durationOption("--period <duration>", "time between two rotations (1d)", 1),
    countOption("--staged <count>", "keys installed ahead of their use (7)"),
    durationOption("--late <duration>", "the slowest site has new keys so much later (all that staging allows)"),
    durationOption("--clock-error <duration>", "largest error of a site's clock (1s)"),
    countOption("--keys <count>", "of a stock Keystone: its max_active_keys"),
  ];
}

/** The settings that the flags, or a document with the flags over it, come to. */
export function readSettings(flags: SettingFlags, starFile = flags.star): RotationSettings {
  const keys = starFile === undefined ? defaults() : parseStar(readStarFile(starFile), starFile).keys;
  return rotationOf(
    {
      ...keys,
      tokenExpirationSeconds: flags.expiration ?? keys.tokenExpirationSeconds,
      allowExpiredWindowSeconds: flags.window ?? keys.allowExpiredWindowSeconds,
      rotationPeriodSeconds: flags.period ?? keys.rotationPeriodSeconds,
      stagedKeys: flags.staged ?? keys.stagedKeys,
      clockErrorMs: flags.clockError === undefined ? keys.clockErrorMs : flags.clockError * 1000,
    },
    {
      ...(flags.late === undefined ? {} : { lateSeconds: flags.late }),
      ...(flags.keys === undefined ? {} : { keys: flags.keys }),
    },
  );
}

export function durationOption(flags: string, description: string, leastSeconds = 0): Option {
  return new Option(flags, description).argParser((text: string) => {
    const seconds = parseDuration(text);
    if (seconds === undefined) throw new InvalidArgumentError("Write a duration like 90s, 10min, 1h, 7d or 500ms.");
    if (seconds < leastSeconds) throw new InvalidArgumentError(`It must be at least ${leastSeconds} s.`);
    return seconds;
  });
}

function countOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("Write a whole number of at least 1.");
    return Number(text);
  });
}

/** Those of a star whose document says nothing of keys. */
function defaults(): KeySettings {
  const fields = starFields().filter(({ field, default: value }) => /^spec\.keys\.\w+$/.test(field) && value !== undefined);
  return Object.fromEntries(
    fields.map(({ field, default: value }) => [field.slice("spec.keys.".length), value]),
  ) as unknown as KeySettings;
}
