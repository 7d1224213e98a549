import { documentSchema } from "@multisite/kernel/document";
import { anyName, count, mapped, planSite, siteName } from "./parts.ts";
import { vmsSchema } from "./vms-schema.ts";

/** The document of a protection plan, as JSON Schema. What one field alone cannot show is in `checks/`. */
export const planSchema = documentSchema({
  kind: "ProtectionPlan",
  description: "How the VMs of a VNF are protected against the loss of their site, and how they come up at another one.",
  called: "plan",
  name: siteName("Name of the plan; who fails it over types it."),
  spec: {
    type: "object",
    description: "The plan itself.",
    required: ["generation", "mode", "primary", "backup", "vms"],
    additionalProperties: false,
    properties: {
      generation: count("Grows with every change. The highest one is in force.", 1, Number.MAX_SAFE_INTEGER),
      mode: {
        type: "string",
        enum: ["group", "image", "replication"],
        description:
          "group: all VMs quiesced and snapshotted together, and backed up. image: each by itself. replication: their datastores are replicated all the time.",
      },
      primary: planSite("Where the VNF runs."),
      backup: planSite("Where it is restored."),
      vms: vmsSchema,
      schedule: {
        type: "object",
        description: "Of modes group and image: how often, and what is kept.",
        required: ["rpoMinutes"],
        additionalProperties: false,
        properties: {
          rpoMinutes: count("So old the newest point may be, at most.", 5, 527_040),
          fullEvery: count("Each n-th backup is a full one, the others are incremental.", 1, 1000, 7),
          keepPoints: count("So many points are kept.", 1, 10_000, 14),
        },
      },
      store: {
        type: "object",
        description: "Of modes group and image: where backups lie, outside of the primary site.",
        required: ["driver", "container"],
        additionalProperties: false,
        properties: {
          driver: {
            type: "string",
            enum: ["swift", "posix", "nfs", "s3", "ceph"],
            description: "The driver of cinder-backup, the same at both sites.",
          },
          container: anyName("Container (or folder) of the backups, of their manifests and of their export records."),
        },
      },
      datastores: {
        type: "array",
        minItems: 1,
        description: "Of mode replication: names of documents of kind ReplicatedDatastore.",
        items: siteName("One of them."),
      },
      thawAfterMs: count(
        "After so long the agent of the primary site thaws every guest, whatever has become of the rest.",
        1000,
        600_000,
        60_000,
      ),
      maps: {
        type: "object",
        default: {},
        description: "What the primary's things are called at the backup site, where that differs.",
        required: [],
        additionalProperties: false,
        properties: {
          networks: mapped("Networks"),
          flavors: mapped("Flavors"),
          keypairs: mapped("Key pairs"),
          securityGroups: mapped("Security groups"),
          availabilityZones: mapped("Availability zones"),
          fixedIps: {
            type: "string",
            enum: ["keep", "new"],
            default: "keep",
            description: "keep: restored VMs have their fixed IPs. new: those that the networks there give.",
          },
        },
      },
      redirect: {
        type: "object",
        description: "How users find the VNF after it has moved. Unset: somebody else tells them.",
        required: ["method"],
        additionalProperties: false,
        properties: {
          method: {
            type: "string",
            enum: ["designate", "dns-update", "webhook"],
            description: "designate: OpenStack's DNS. dns-update: dynamic updates of RFC 2136. webhook: a program of yours.",
          },
          record: anyName("Of methods designate and dns-update: the name that users look up."),
          url: {
            type: "string",
            pattern: "^(https?|dns)://",
            maxLength: 2048,
            description: "Of methods dns-update (dns://SERVER) and webhook.",
          },
        },
      },
      approvals: count("So many operators must agree to a failover.", 1, 2, 1),
    },
  },
});
