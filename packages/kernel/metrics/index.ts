export { createMetrics, type Metrics, type Sample, sumOfProcesses } from "./metrics.ts";
export { startMetricsServer } from "./server.ts";
