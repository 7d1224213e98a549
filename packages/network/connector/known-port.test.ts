import { expect, test } from "vitest";
import { createKeeping, KNOWN_FIELDS, type KnownPort } from "./known-port.ts";

const PORT: KnownPort = {
  id: "p",
  name: "vm",
  network_id: "n",
  mac_address: "fa:16:3e:00:00:01",
  fixed_ips: [{ subnet_id: "s", ip_address: "10.50.0.1" }],
  status: "ACTIVE",
  device_id: "d",
  device_owner: "compute:nova",
  security_groups: ["g"],
  allowed_address_pairs: [{ ip_address: "10.50.9.9", mac_address: "fa:16:3e:00:00:01" }],
  "binding:host_id": "compute-1",
  "binding:vif_type": "ovs",
};

test("a port that is read again as it was is the one that is known, and whatever has changed of it is seen", () => {
  const keep = createKeeping(() => PORT);
  expect(keep(structuredClone(PORT))).toBe(PORT);
  for (const field of KNOWN_FIELDS.filter((name) => name !== "id")) {
    const isList = Array.isArray(PORT[field]);
    const changes = isList ? [[], [{ subnet_id: "s", ip_address: "10.50.0.2" }]] : ["another"];
    for (const value of changes) {
      const changed = { ...PORT, [field]: value } as KnownPort;
      expect(keep(changed), field).toEqual(changed);
    }
  }
  const { allowed_address_pairs: _, ...withoutPairs } = PORT;
  expect(keep(withoutPairs)).toEqual(withoutPairs);
});

test("nothing is kept of a port but what was asked for", () => {
  const said = { ...PORT, description: "long", tags: ["a"] };
  expect(createKeeping(() => undefined)(said)).toEqual(PORT);
});
