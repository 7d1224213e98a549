import fc from "fast-check";

/** JSON text in place of a value, for what JavaScript cannot hold: a key `__proto__`, a number that is too large. */
export interface RawJson {
  readonly rawJson: string;
}

const raw = (rawJson: string): RawJson => ({ rawJson });
const nested = (depth: number): RawJson => raw("[".repeat(depth) + "]".repeat(depth));

const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udc00\ud800",
    "😀".repeat(70),
    "' OR '1'='1",
    "'; DROP TABLE user; --",
    '" OR ""="',
    "` OR 1=1 #",
    "../../../../etc/passwd",
    "%00",
    "%(password)s",
    "$(token)s",
    "{{7*7}}",
    "\r\nX-Injected: yes",
    "null",
    "true",
    "0",
    "-1",
    "NaN",
    "9".repeat(400),
    "9999-99-99T99:99:99Z",
    "+275760-09-13T00:00:00.001Z",
    "0000-00-00T00:00:00.000000Z",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "a".repeat(64),
    "a".repeat(65),
    "a".repeat(256),
    "é".repeat(255),
    "x".repeat(70_000),
    "default",
    "<<null>>",
    "<<keystone.domain.root>>",
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

const hostileScalar: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    raw("1e400"),
    raw("-1e400"),
    raw("-0"),
    raw("12345678901234567890123456789012345678901234567890"),
  ),
);

/** A value that the place where it stands is not made for. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileScalar },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      [],
      {},
      [[]],
      [null],
      [{}],
      { id: null },
      { id: {} },
      { id: [] },
      { name: 1 },
      Array.from({ length: 2000 }, (_, index) => index),
      Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, index])),
      raw('{"__proto__": {"polluted": true}}'),
      raw('{"constructor": {"prototype": {"polluted": true}}}'),
      raw('{"toString": 1, "valueOf": null, "hasOwnProperty": false}'),
      nested(90),
      nested(5000),
    ),
  },
  { weight: 2, arbitrary: fc.array(hostileScalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.dictionary(hostileText, hostileScalar, { maxKeys: 3 }) },
);

/** Where in a body something is put, and what. `at` is a fraction of all places. */
export interface Mutation {
  readonly at: number;
  readonly kind: "replace" | "remove" | "add" | "wrap";
  readonly value: unknown;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom("replace", "replace", "replace", "remove", "add", "wrap"),
  value: hostileValue,
});

/** A copy of the body with one place of it changed. */
export function mutate(body: unknown, { at, kind, value }: Mutation): unknown {
  const copy: unknown = structuredClone(body);
  const places = placesOf(copy);
  const place = places[Math.floor(at * places.length)];
  if (!place) return kind === "wrap" ? [copy] : value;
  const { holder, key } = place;
  const holding = holder as Record<string | number, unknown>;
  if (kind === "remove") delete holding[key];
  else if (kind === "replace") holding[key] = value;
  else if (kind === "wrap") holding[key] = [holding[key]];
  else if (Array.isArray(holder)) holder.push(value);
  else holding.unexpected = value;
  return copy;
}

interface Place {
  readonly holder: object;
  readonly key: string | number;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null || isRawJson(value)) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [{ holder: value, key }, ...placesOf((value as Record<string | number, unknown>)[key])]);
}

/** JSON text, with the raw pieces in their places. */
export function toJson(value: unknown): string {
  if (isRawJson(value)) return value.rawJson;
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const items = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${toJson(item)}`);
    return `{${items.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function isRawJson(value: unknown): value is RawJson {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "rawJson");
}

/** One way to spoil the bytes of a body that was JSON. */
export const spoilBytes: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  { weight: 8, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2)),
      (bytes: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
      (bytes: Buffer) => Buffer.concat([bytes, bytes]),
      (bytes: Buffer) => Buffer.from(bytes.toString(), "utf16le"),
      (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('"', "'")),
      () => Buffer.alloc(0),
      () => Buffer.from("null"),
      () => Buffer.from("[]"),
      () => Buffer.from('"text"'),
      () => Buffer.from("{"),
      () => Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      () => Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
      () => Buffer.alloc(200_000, "x"),
    ),
  },
);

/** One segment of a path, percent-encoded or not. */
export const hostileSegment: fc.Arbitrary<string> = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.slice(0, 300).toWellFormed())),
  fc.constantFrom(
    "%00",
    "%",
    "%zz",
    "%ff",
    "%c0%af",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    ".",
    ";",
    "a;b=c",
    "*",
    ":id",
    "{user_id}",
    "'",
    "''",
    "a'--",
    "a%27%20OR%20%271%27=%271",
    "%F0%9F%98%80",
    "a".repeat(64),
    "a".repeat(65),
    "a".repeat(5000),
    "~!$&'()*+,;=:@",
    "\\",
    "|",
    "^",
    "__proto__",
    "constructor",
    "config",
    "null",
    "default",
  ),
);

/** A query, `?` included, or nothing. */
export const hostileQuery: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom(
            "name",
            "id",
            "enabled",
            "domain_id",
            "parent_id",
            "limit",
            "marker",
            "sort_key",
            "name__contains",
            "name__regex",
            "name__icontains",
            "password_expires_at",
            "expires_at",
            "tags",
            "not-tags-any",
            "effective",
            "include_names",
            "include_subtree",
            "scope.project.id",
            "scope.system",
            "user.id",
            "role.id",
            "scope.OS-INHERIT:inherited_to",
            "subtree_as_list",
            "parents_as_ids",
            "subtree_as_ids",
            "parents_as_list",
            "is_domain",
            "user_id",
            "trustor_user_id",
            "type",
            "service_id",
            "region_id",
            "allow_expired",
            "nocatalog",
            "__proto__",
            "constructor",
          ),
          hostileSegment,
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "?",
      "??",
      "?&&&=&",
      "?%",
      "?%zz=%ff",
      "?name",
      "?name&name=a&name=b",
      "?name[]=1&name[a]=2",
      `?${"a=b&".repeat(1500)}`,
      "?password_expires_at=lt:9999-99-99T99:99:99Z",
      "?password_expires_at=gt:",
      "?password_expires_at=:::",
      "?name__regex=(a%2B)%2B%24",
    ),
  },
);

export const hostileHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "Content-Type": "text/plain" },
      { "Content-Type": "application/x-www-form-urlencoded" },
      { "Content-Type": "multipart/form-data; boundary=x" },
      { "Content-Type": "application/json; charset=utf-16" },
      { "Content-Type": ";" },
      { "Content-Type": "" },
      { "Content-Type": "application/vnd.x+json" },
      { "Content-Encoding": "gzip" },
      { Accept: "text/html" },
      { Accept: ";;;q=x" },
      { Host: 'a"b<c>' },
      { Host: "" },
      { Authorization: "OAuth" },
      { Authorization: 'OAuth oauth_consumer_key="x", oauth_nonce="' },
      { Authorization: "Basic %%%" },
      { Authorization: "Bearer \u00ff" },
      { "Openstack-Auth-Receipt": "AAAA" },
      { "Openstack-Auth-Receipt": "\u00ff\u00fe" },
      { "X-Subject-Token": "gAAAAA" },
      { "X-Subject-Token": "" },
      { "X-Subject-Token": "\u00e9'--" },
      { "OpenStack-Identity-Access-Rules": "99" },
      { "X-Forwarded-For": "'; --", "X-Forwarded-Proto": "gopher" },
      { "X-OpenStack-Request-ID": "req-../../x" },
      { "Accept-Version": "99" },
      { Cookie: "a".repeat(4000) },
      { Range: "bytes=0-0" },
      { "Transfer-Encoding": "identity" },
    ),
  },
);
