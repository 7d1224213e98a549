/** Mode single-cluster: one synchronous cluster over three sites. */
export const singleClusterExample = `# One synchronous cluster: for a few sites near each other, as every write waits for all of them.
apiVersion: multisite/v1
kind: IdentityStar
metadata:
  name: telco

spec:
  generation: 1                # add 1 with every change
  mode: single-cluster
  engine: mariadb
  publicEndpoint: https://identity.example.net:5000   # one name for all sites; without /v3

  # An odd number of votes, so that whichever site is lost, the others go on.
  sites:
    - name: east
      nodes:
        - { name: east-1, role: master, address: 10.1.0.11 }
    - name: west
      nodes:
        - { name: west-1, role: master, address: 10.2.0.11 }
    - name: south
      nodes:
        - { name: south-1, role: master, address: 10.3.0.11 }
`;
