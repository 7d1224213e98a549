/** Mode image: VMs that need not agree with one another. */
export const imageExample = `# Each VM by itself, by Nova's snapshot.
apiVersion: multisite/v1
kind: ProtectionPlan
metadata:
  name: probes

spec:
  generation: 1
  mode: image
  primary: { site: east, project: probes }
  backup: { site: west, project: probes }
  vms:
    - { name: probes, stage: 1, select: { tag: probe } }
  schedule: { rpoMinutes: 1440 }
  store: { driver: swift, container: probe-backups }
`;
