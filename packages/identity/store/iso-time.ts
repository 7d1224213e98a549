const ISO_TIME =
  /^(\d{4})(?:-(\d{1,2})|(\d{2})(?!$))(?:(?:-(\d{1,2})|(\d{2}))(?:[ T](\d{2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,](\d+))?)?(?:Z|([-+])(\d{2})(?::?(\d{2}))?)?)?)?/;

/**
 * Milliseconds since the epoch (with microseconds as their fraction) of an ISO 8601 time, with dashes and colons or without, UTC unless it says otherwise; undefined
 * when it is none (oslo_utils/timeutils.py, parse_isotime, which reads with the iso8601 library).
 */
export function parseIsoTime(text: string): number | undefined {
  const match = ISO_TIME.exec(text);
  if (!match) return undefined;
  const [, year, dashedMonth, month, dashedDay, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const parts = [year, dashedMonth ?? month, dashedDay ?? day ?? "1", hour ?? "0", minute ?? "0", second ?? "0"].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi, s);
  // A date rolls over where Python raises: the 30th of February, the 25th hour.
  const isReal =
    y >= 1 &&
    date.getUTCMonth() === mo - 1 &&
    date.getUTCDate() === d &&
    date.getUTCHours() === h &&
    date.getUTCMinutes() === mi &&
    date.getUTCSeconds() === s;
  if (!isReal) return undefined;
  const offsetMinutes = sign === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute ?? 0)) * (sign === "-" ? -1 : 1);
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1_000_000) / 1000;
  return date.getTime() + milliseconds - offsetMinutes * 60_000;
}
