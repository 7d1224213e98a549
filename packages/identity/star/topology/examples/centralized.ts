/** Mode centralized: one site serves all; for comparison, and to begin with. */
export const centralizedExample = `# Centralized: one site serves all others. When it is cut off, nobody elsewhere can log in.
apiVersion: multisite/v1
kind: IdentityStar
metadata:
  name: telco

spec:
  generation: 1                # add 1 with every change
  mode: centralized
  engine: mariadb
  publicEndpoint: https://identity.example.net:5000   # one name for all sites; without /v3

  sites:
    # Three masters: two votes would stop when one is lost.
    - name: centre
      region: RegionOne
      nodes:
        - { name: centre-1, role: master, address: 10.1.0.11 }
        - { name: centre-2, role: master, address: 10.1.0.12 }
        - { name: centre-3, role: master, address: 10.1.0.13 }

    # Sites without nodes are served by the centre.
    - name: north
      region: RegionNorth
    - name: south
      region: RegionSouth
`;
