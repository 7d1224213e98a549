import { createMetrics, type Metrics, type Sample } from "@multisite/kernel/metrics";
import type { EndpointStatus, GatewayStatus } from "./status.ts";

/** The gateway's metrics, read from its status when somebody looks. */
export function createGatewayMetrics(read: () => GatewayStatus): Metrics {
  const metrics = createMetrics();
  const byEndpoint =
    (of: (endpoint: EndpointStatus) => number): (() => Sample[]) =>
    () =>
      read().endpoints.map((endpoint) => ({ labels: { site: endpoint.site, url: endpoint.url }, value: of(endpoint) }));
  const labels = ["site", "url"];

  metrics.counter({ name: "multisite_gateway_requests_total", help: "Requests by what they are.", labels: ["purpose"] }, () => {
    const { read: reads, login, write } = read().requests;
    return Object.entries({ read: reads, login, write }).map(([purpose, value]) => ({ labels: { purpose }, value }));
  });
  metrics.counter({ name: "multisite_gateway_answers_total", help: "Answers by status.", labels: ["status"] }, () =>
    Object.entries(read().requests.statuses).map(([status, value]) => ({ labels: { status }, value })),
  );
  metrics.counter(
    { name: "multisite_gateway_unanswered_total", help: "Requests that no node answered, by why.", labels: ["why"] },
    () => Object.entries(read().requests.unanswered).map(([why, value]) => ({ labels: { why }, value })),
  );
  metrics.counter({ name: "multisite_gateway_retries_total", help: "Requests that were sent to another node." }, () => [
    { value: read().requests.retries },
  ]);
  metrics.counter({ name: "multisite_gateway_hedges_total", help: "Reads that a second node was asked too." }, () => [
    { value: read().requests.hedges },
  ]);
  metrics.counter(
    {
      name: "multisite_gateway_inter_site_bytes_total",
      help: "Bytes to and from other sites, probes included, without TLS and TCP.",
      labels: ["direction"],
    },
    () => {
      const { bytesSent, bytesReceived } = read().interSite;
      return [
        { labels: { direction: "sent" }, value: bytesSent },
        { labels: { direction: "received" }, value: bytesReceived },
      ];
    },
  );
  metrics.counter(
    { name: "multisite_gateway_endpoint_requests_total", help: "Attempts at a node.", labels },
    byEndpoint(({ requests }) => requests),
  );
  metrics.counter(
    { name: "multisite_gateway_endpoint_failures_total", help: "Attempts at a node without a usable answer.", labels },
    byEndpoint(({ failures }) => failures),
  );
  metrics.gauge(
    { name: "multisite_gateway_endpoint_up", help: "1 when a node is asked, 0 when others are asked before it.", labels },
    byEndpoint(({ state }) => (state === "up" ? 1 : 0)),
  );
  metrics.gauge(
    { name: "multisite_gateway_endpoint_latency_p99_seconds", help: "Of reads and probes, over the last minute.", labels },
    byEndpoint(({ p99Ms }) => p99Ms / 1000),
  );
  return metrics;
}
