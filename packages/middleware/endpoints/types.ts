/** One identity service that can be asked. */
export interface Endpoint {
  /** The site that it stands in. */
  readonly site: string;
  /** Its name within the site. */
  readonly node: string;
  /** Absolute, without a slash at its end: `http://10.0.1.11:5000`. */
  readonly url: string;
  /** Among nodes that are equally near, lower ones are asked first. */
  readonly priority: number;
}

/** What an endpoint is called in logs, metrics and messages. */
export function nameOf({ site, node }: Endpoint): string {
  return `${site}/${node}`;
}
