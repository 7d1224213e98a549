/** Mode replication: volumes that the back end mirrors all the time. */
export const replicationExample = `# Datastores are replicated all the time; what is lost is what was under way.
apiVersion: multisite/v1
kind: ProtectionPlan
metadata:
  name: charging

spec:
  generation: 1
  mode: replication
  primary: { site: east, project: charging }
  backup: { site: west, project: charging }
  vms:
    - { name: db, stage: 1, select: { tag: charging-db }, health: { method: tcp, port: 3868 } }
  datastores: [charging-volumes]   # documents of kind ReplicatedDatastore
  approvals: 2
`;
