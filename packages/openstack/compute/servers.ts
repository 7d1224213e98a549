/** `GET /v2.1/servers/{id}` at microversion 2.93. Attributes have the names that they have on the wire. */
export interface ServerDetails {
  readonly id: string;
  readonly name: string;
  /** `BUILD`, `ACTIVE`, `PAUSED`, `SUSPENDED`, `SHUTOFF`, `ERROR`, ... */
  readonly status: string;
  /** Why it is in `ERROR`. */
  readonly fault?: { readonly code: number; readonly message: string; readonly created: string };
  readonly tenant_id: string;
  readonly user_id: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** An empty text for one that boots from a volume. */
  readonly image: "" | { readonly id: string };
  /** As it was when the server was made. */
  readonly flavor: { readonly original_name: string; readonly vcpus: number; readonly ram: number; readonly disk: number };
  readonly key_name: string | null;
  readonly tags: readonly string[];
  readonly "OS-EXT-STS:vm_state": string;
  readonly "OS-EXT-STS:task_state": string | null;
  readonly "OS-EXT-AZ:availability_zone": string;
  /** Administrators only, as all of `OS-EXT-SRV-ATTR`. */
  readonly "OS-EXT-SRV-ATTR:host"?: string | null;
  /** `/dev/vda`: the attachment with this device is the one that it boots from. */
  readonly "OS-EXT-SRV-ATTR:root_device_name"?: string | null;
}

/** A disk that a new server is given. */
export interface BlockDevice {
  readonly uuid: string;
  readonly source_type: "volume" | "snapshot" | "image";
  readonly destination_type: "volume" | "local";
  /** 0 is what it boots from. */
  readonly boot_index?: number;
  readonly delete_on_termination?: boolean;
  readonly volume_size?: number;
  readonly device_name?: string;
}

/** Body of `POST /v2.1/servers`. */
export interface ServerDetailsRequest {
  readonly name: string;
  readonly flavorRef: string;
  readonly imageRef?: string;
  readonly networks: "none" | "auto" | readonly { readonly uuid?: string; readonly port?: string }[];
  readonly block_device_mapping_v2?: readonly BlockDevice[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly key_name?: string;
  readonly availability_zone?: string;
  readonly tags?: readonly string[];
}
