/** `GET /resource_providers`. */
export interface ResourceProvider {
  readonly uuid: string;
  /** Of a compute host: its name. */
  readonly name: string;
  readonly generation: number;
  readonly parent_provider_uuid: string | null;
  readonly root_provider_uuid: string;
}

/** Amounts by resource class: `{ VCPU: 2, MEMORY_MB: 2048, DISK_GB: 20 }`. */
export type Resources = Readonly<Record<string, number>>;

/** What a provider has of one resource class. */
export interface Inventory {
  readonly total: number;
  readonly reserved: number;
  readonly allocation_ratio: number;
  readonly min_unit: number;
  readonly max_unit: number;
  readonly step_size: number;
}

export type Inventories = Readonly<Record<string, Inventory>>;
