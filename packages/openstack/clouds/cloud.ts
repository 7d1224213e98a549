import { type Auth, toAuth } from "./auth.ts";
import { unsupported } from "./errors.ts";
import type { SelectedCloud } from "./select.ts";
import { mergeSettings, type Settings, settingsAt, textAt } from "./settings.ts";

/** Which of a service's endpoints is used. */
export type EndpointInterface = "public" | "internal" | "admin";

/** Everything that is needed to enter a cloud. */
export interface Cloud {
  readonly name: string;
  readonly auth: Auth;
  /** Any region when undefined. */
  readonly regionName: string | undefined;
  readonly interface: EndpointInterface;
  /** By the service's type with underscores: `network`. */
  readonly interfaces: Readonly<Record<string, EndpointInterface>>;
  /** Instead of the catalog's, by the service's type with underscores. */
  readonly endpointOverrides: Readonly<Record<string, string>>;
  readonly tls: CloudTls;
  /** Longest wait for one answer, when the cloud says. */
  readonly timeoutMs: number | undefined;
}

/** Paths of PEM files. */
export interface CloudTls {
  readonly caFile: string | undefined;
  readonly isInsecure: boolean;
  readonly certificateFile: string | undefined;
  readonly keyFile: string | undefined;
}

/** Reads what was written, with all its older spellings. */
export function toCloud({ name, settings: written, regionName }: SelectedCloud, homeDirectory: string): Cloud {
  const settings = fillIn(written, regionName);
  const fileAt = (key: string): string | undefined => textAt(settings, key)?.replace(/^~(?=\/)/, homeDirectory);
  const timeoutS = Number(textAt(settings, "api_timeout") ?? textAt(settings, "timeout"));
  return {
    name,
    auth: toAuth(name, settings),
    regionName,
    interface: interfaceOf(name, textAt(settings, "endpoint_type") ?? textAt(settings, "interface") ?? "public"),
    interfaces: Object.fromEntries(
      [...ending(settings, "_endpoint_type"), ...ending(settings, "_interface")].map(([service, value]) => [
        service,
        interfaceOf(name, value),
      ]),
    ),
    endpointOverrides: Object.fromEntries([...ending(settings, "_endpoint"), ...ending(settings, "_endpoint_override")]),
    tls: {
      caFile: fileAt("cacert"),
      isInsecure: isTrue(textAt(settings, "insecure")) || isFalse(textAt(settings, "verify")),
      certificateFile: fileAt("cert"),
      keyFile: fileAt("key"),
    },
    timeoutMs: timeoutS > 0 ? timeoutS * 1000 : undefined,
  };
}

/** `auth_url: https://{region_name}.example.com` */
function fillIn(settings: Settings, regionName: string | undefined): Settings {
  const auth = settingsAt(settings, "auth");
  const authUrl = textAt(auth, "auth_url");
  if (authUrl === undefined) return settings;
  const filled = authUrl.replaceAll(/\{(\w+)\}/g, (all, key: string) =>
    key === "region_name" ? (regionName ?? "") : (textAt(settings, key) ?? all),
  );
  return mergeSettings(settings, { auth: { auth_url: filled } });
}

function ending(settings: Settings, suffix: string): readonly [string, string][] {
  return Object.keys(settings).flatMap((key): [string, string][] => {
    const value = key.endsWith(suffix) ? textAt(settings, key) : undefined;
    return value === undefined ? [] : [[key.slice(0, -suffix.length), value]];
  });
}

const INTERFACES: readonly string[] = ["public", "internal", "admin"] satisfies EndpointInterface[];

/** `publicURL` is the older word for `public`. */
function interfaceOf(cloud: string, value: string): EndpointInterface {
  const word = value.replace(/URL$/, "");
  if (!INTERFACES.includes(word)) throw unsupported(cloud, "interface", value, INTERFACES);
  return word as EndpointInterface;
}

/** YAML 1.1, which Python reads, has more words for true and false; the SDK knows `true` alone in the environment. */
const isTrue = (value: string | undefined): boolean => /^(true|yes|on)$/i.test(value ?? "");
const isFalse = (value: string | undefined): boolean => /^(false|no|off)$/i.test(value ?? "");
