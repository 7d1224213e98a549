import type { KeyDisk, KeyPurpose } from "../../packages/identity/star/index.ts";
import type { Secret } from "../../packages/kernel/secret/index.ts";

/** Keys in memory, as no disk is measured. */
export interface MemoryDisk extends KeyDisk {
  primary(purpose: KeyPurpose): string | undefined;
}

export function createMemoryDisk(): MemoryDisk {
  const keys = new Map<string, Secret>();
  const primaries = new Map<KeyPurpose, string>();
  return {
    list: () => new Set(keys.keys()),
    read(keyId) {
      const key = keys.get(keyId);
      if (key === undefined) throw new Error(`there is no key ${keyId}`);
      return key;
    },
    write: (keyId, _purpose, key) => void keys.set(keyId, key),
    remove: (keyId) => void keys.delete(keyId),
    render(purpose, primary) {
      if (primary !== undefined && keys.has(primary)) primaries.set(purpose, primary);
    },
    primary: (purpose) => primaries.get(purpose),
  };
}
