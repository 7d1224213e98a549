/** Mode star: two master sites, an arbitrator in a third, a site of replicas, and one that its neighbours serve. */
export const starExample = `# A star: masters in two sites, every other site follows them and serves itself.
apiVersion: multisite/v1
kind: IdentityStar
metadata:
  name: telco

spec:
  generation: 1                # add 1 with every change
  mode: star
  engine: mariadb
  publicEndpoint: https://identity.example.net:5000   # one name for all sites; without /v3

  sites:
    # The two sites that take writes. Each may be lost.
    - name: east
      region: RegionEast       # in the catalog; the site's name when left out
      nodes:
        - { name: east-1, role: master, address: 10.1.0.11 }
    - name: west
      region: RegionWest
      nodes:
        - { name: west-1, role: master, address: 10.2.0.11 }

    # Two independent replicas, each behind the master of another site. The arbitrator is the third
    # vote, so that one master site goes on when the other is lost; it needs 10 MB and no data.
    - name: north
      region: RegionNorth
      nodes:
        - { name: north-1, role: replica, address: 10.3.0.11, follows: east-1 }
        - { name: north-2, role: replica, address: 10.3.0.12, follows: west-1 }
        - { name: north-vote, role: arbitrator, address: 10.3.0.13 }
        # An hour behind, never serving: the way back from a wrong bulk delete.
        - { name: north-late, role: replica, address: 10.3.0.14, follows: east-1, delaySeconds: 3600 }

    # No node of its own: its gateway asks these sites, nearest first.
    - name: edge
      region: RegionEdge
      servedBy: [north, east]

  keys:
    tokenExpirationSeconds: 3600
    allowExpiredWindowSeconds: 172800
    rotationPeriodSeconds: 86400
    stagedKeys: 7              # a site may be cut off for 7 days and stays compatible
    clockErrorMs: 1000
    canary: { site: north, holdSeconds: 600 }   # signs with a new key first

  wire:                        # as in every keystone.conf of the star
    authMethods: [external, password, token, oauth1, mapped, application_credential]
    defaultDomainId: default

  holdDownSeconds: 30          # so long a master may be gone before its replicas move to the other
  # refuseAdminAfterIsolationSeconds: 3600   # a site that has heard from nobody refuses admin scopes
`;
