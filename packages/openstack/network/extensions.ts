/** `GET /v2.0/extensions`: what a Neutron has beyond its core. */
export interface Extension {
  /** By which it is named elsewhere: `standard-attr-tag`. */
  readonly alias: string;
  readonly name: string;
  readonly description: string;
  readonly updated: string;
}
