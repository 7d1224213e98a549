/** Type provider: layer 2 of the operator's own switches. */
export const providerExample = `# A VLAN that the operator's switches carry between the sites.
apiVersion: multisite/v1
kind: StretchedNetwork
metadata:
  name: hss-backup

spec:
  generation: 1
  project: hss
  type: provider
  cidr: 10.60.0.0/24
  vlan: 260
  sites:
    - { name: east, pool: { first: 10.60.0.10, last: 10.60.0.99 }, physicalNetwork: physnet1 }
    - { name: west, pool: { first: 10.60.0.100, last: 10.60.0.199 }, physicalNetwork: datacentre }
`;
