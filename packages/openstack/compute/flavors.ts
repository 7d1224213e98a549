/** `GET /v2.1/flavors/{id}`. */
export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  /** In MiB. */
  readonly ram: number;
  /** In GiB. */
  readonly disk: number;
  readonly "OS-FLV-EXT-DATA:ephemeral": number;
  /** An empty text when there is none. */
  readonly swap: number | "";
  readonly "os-flavor-access:is_public": boolean;
  readonly extra_specs?: Readonly<Record<string, string>>;
}

/** Body of `POST /v2.1/flavors`. Administrators only. */
export interface FlavorRequest {
  readonly name: string;
  readonly vcpus: number;
  readonly ram: number;
  readonly disk: number;
  readonly id?: string;
}
