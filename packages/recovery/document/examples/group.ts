/** Mode group: a subscriber database whose VMs must agree about the moment that they are restored at. */
export const groupExample = `# All VMs are quiesced together, snapshotted, thawed and backed up.
apiVersion: multisite/v1
kind: ProtectionPlan
metadata:
  name: hss

spec:
  generation: 1                  # add 1 with every change
  mode: group
  primary: { site: east, project: hss }
  backup: { site: west, project: hss }

  # Started by stage, 1 first; quiesced the other way round.
  vms:
    - name: db
      stage: 1
      select: { tag: hss-db }
      health: { method: tcp, port: 5432 }
    - name: app
      stage: 2
      select: { metadata: { vnf: hss, role: app } }
      health: { method: http, port: 8080, path: /health }

  thawAfterMs: 60000             # the site's agent thaws every guest by then
  schedule: { rpoMinutes: 60, fullEvery: 7, keepPoints: 14 }
  store: { driver: swift, container: hss-backups }   # outside of the primary site

  # What has another name at the backup site.
  maps:
    flavors:
      - { from: m1.large, to: vnf.large }
    fixedIps: keep

  redirect: { method: dns-update, record: hss.example.net., url: "dns://192.0.2.53" }
  approvals: 1                   # 2: a second operator must agree to a failover
`;
