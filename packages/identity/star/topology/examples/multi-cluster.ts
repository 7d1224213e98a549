/** Mode multi-cluster: a writable cluster over three sites; three other sites hold a read-only cluster of their own together. */
export const multiClusterExample = `# Several clusters: the one of the masters is writable, the others follow it and are read-only.
apiVersion: multisite/v1
kind: IdentityStar
metadata:
  name: telco

spec:
  generation: 1                # add 1 with every change
  mode: multi-cluster
  engine: mariadb
  publicEndpoint: https://identity.example.net:5000   # one name for all sites; without /v3

  sites:
    # The writable cluster: every master takes writes, and every write waits for all of them.
    - name: east
      nodes:
        - { name: east-1, role: master, address: 10.1.0.11 }
    - name: west
      nodes:
        - { name: west-1, role: master, address: 10.2.0.11 }
    - name: south
      nodes:
        - { name: south-1, role: master, address: 10.3.0.11 }

    # A read-only cluster over three sites, which name the same cluster. Its first node that follows a
    # master is the link; the next one that does stands ready to become it.
    - name: oslo
      cluster: nordic
      nodes:
        - { name: oslo-1, role: replica, address: 10.4.0.11, follows: east-1 }
    - name: bergen
      cluster: nordic
      nodes:
        - { name: bergen-1, role: replica, address: 10.5.0.11, follows: west-1 }
    - name: tromso
      cluster: nordic
      nodes:
        - { name: tromso-1, role: replica, address: 10.6.0.11 }
`;
