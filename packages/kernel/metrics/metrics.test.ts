import { expect, test } from "vitest";
import { createMetrics, startMetricsServer, sumOfProcesses } from "./index.ts";

test("counters are read when somebody looks, not when they grow", async () => {
  const metrics = createMetrics();
  let hits = 1;
  metrics.counter({ name: "hits_total", help: "Hits.", labels: ["lane"] }, () => [{ labels: { lane: "hot" }, value: hits }]);
  hits = 7;
  expect(await metrics.text()).toContain('hits_total{lane="hot"} 7');
  expect(await metrics.text()).toContain('hits_total{lane="hot"} 7');
});

test("over processes, counts add up and gauges take the largest", async () => {
  const processes = [2, 5].map((value) => {
    const metrics = createMetrics();
    metrics.counter({ name: "hits_total", help: "Hits." }, () => [{ value }]);
    metrics.gauge({ name: "revision", help: "Revision." }, () => [{ value }]);
    return metrics;
  });
  const text = await sumOfProcesses(await Promise.all(processes.map((metrics) => metrics.values())));
  expect(text).toContain("hits_total 7");
  expect(text).toContain("revision 5");
});

test("the metrics server answers /metrics and nothing else", async () => {
  const server = await startMetricsServer("127.0.0.1", 0, async () => "up 1\n");
  try {
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
      return [answer.status, await answer.text()];
    };
    expect(await get("/metrics")).toEqual([200, "up 1\n"]);
    expect(await get("/")).toEqual([404, "Metrics are at /metrics.\n"]);
  } finally {
    await server.close();
  }
});
