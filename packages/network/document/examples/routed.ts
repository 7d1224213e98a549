/** Type routed: a network in each site, and floating IPs between them. */
export const routedExample = `# No layer 2 between the sites: instances reach each other at floating IPs.
apiVersion: multisite/v1
kind: StretchedNetwork
metadata:
  name: hss-backup

spec:
  generation: 1
  project: hss
  type: routed
  security:
    allow:
      - { protocol: tcp, portMin: 3868, from: 203.0.113.0/24 }
  sites:
    - name: east
      cidr: 10.71.0.0/24
      pool: { first: 10.71.0.10, last: 10.71.0.250 }
      externalNetwork: public
    - name: west
      cidr: 10.72.0.0/24
      pool: { first: 10.72.0.10, last: 10.72.0.250 }
      externalNetwork: public
`;
