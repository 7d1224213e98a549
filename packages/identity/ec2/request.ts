/** A signed request as the service that received it describes it; texts only, anything else is as good as missing. */
export interface SignedRequest {
  readonly access: string;
  readonly signature: string | undefined;
  readonly verb: string;
  readonly host: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Names as the client wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyHash: string;
  /** Text to sign of an S3 request, in base64. */
  readonly token: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const asFields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The credentials under any of the names that clients use (keystone/api/_shared/EC2_S3_Resource.py, handle_authenticate). */
export function readSignedRequest(body: Fields): SignedRequest | undefined {
  const found = ["credentials", "credential", "ec2Credentials"].map((name) => asFields(body[name]));
  const given = found.find((candidate) => Object.keys(candidate).length > 0) ?? {};
  const access = asText(given.access);
  if (access === undefined) return undefined;
  return {
    access,
    signature: asText(given.signature),
    verb: asText(given.verb) ?? "",
    host: asText(given.host) ?? "",
    path: asText(given.path) ?? "",
    params: toTexts(asFields(given.params)),
    headers: toTexts(asFields(given.headers)),
    bodyHash: asText(given.body_hash) ?? "",
    token: asText(given.token),
  };
}

/** Numbers are signed as they are written (keystoneclient/contrib/ec2/utils.py, _get_utf8_value). */
function toTexts(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? value : String(value)]),
  );
}

/** When the request was signed, if it says so: the timestamp of version 1 and 2, or the date of version 4. */
export function timestampOf({ params, headers }: SignedRequest): string | undefined {
  return params.Timestamp || headers["X-Amz-Date"] || params["X-Amz-Date"] || undefined;
}
