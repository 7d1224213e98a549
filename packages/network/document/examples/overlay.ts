/** Type overlay: the backup plane of a VNF in three sites. */
export const overlayExample = `# One layer 2 over three OpenStacks, for heartbeats and the replication of state.
apiVersion: multisite/v1
kind: StretchedNetwork
metadata:
  name: hss-backup

spec:
  generation: 1                # add 1 with every change
  project: hss                 # in every site
  type: overlay
  cidr: 10.50.0.0/24           # other networks may use the same one
  # vni: 1500                  # one that is free in all sites, when left out

  # Moves between instances by VRRP; no Neutron gives it to anybody.
  vips:
    - { name: state, address: 10.50.0.250 }

  security:
    allow:
      - { protocol: vrrp }                                    # from members of this network
      - { protocol: icmp }
      - { protocol: tcp, portMin: 3868, portMax: 3869 }

  # Each site's Neutron gives addresses out of its own pool; outside of all is room for VIPs.
  sites:
    - { name: east, pool: { first: 10.50.0.10, last: 10.50.0.79 } }
    - { name: west, pool: { first: 10.50.0.80, last: 10.50.0.149 } }
    - { name: north, pool: { first: 10.50.0.150, last: 10.50.0.219 } }
`;
