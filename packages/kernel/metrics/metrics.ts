import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, type MetricObject, Registry } from "prom-client";

/** One value of a metric, with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** The metrics of one process. Hot paths count plain integers; these are read only when somebody looks. */
export interface Metrics {
  /** A count that only grows, read when the metrics are. */
  counter(metric: Described, read: () => readonly Sample[]): void;
  /** A value that goes up and down. Over several processes the largest counts, or the sum. */
  gauge(metric: Described & { readonly over?: "max" | "sum" }, read: () => readonly Sample[]): void;
  /** Durations in seconds. */
  durations(
    metric: Described & { readonly buckets: readonly number[] },
  ): (labels: Record<string, string>, seconds: number) => void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  /** The same as plain data, for {@link sumOfProcesses}. */
  values(): Promise<unknown>;
}

/** An empty registry with Node's own metrics: processor, memory, event loop lag, garbage collection. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const common = ({ name, help, labels = [] }: Described) => ({ name, help, labelNames: [...labels], registers: [registry] });
  return {
    counter(metric, read) {
      new Counter({
        ...common(metric),
        collect() {
          this.reset();
          for (const { labels, value } of read()) this.inc({ ...labels }, value);
        },
      });
    },
    gauge(metric, read) {
      new Gauge({
        ...common(metric),
        aggregator: metric.over ?? "max",
        collect() {
          this.reset();
          for (const { labels, value } of read()) this.set({ ...labels }, value);
        },
      });
    },
    durations(metric) {
      const histogram = new Histogram({ ...common(metric), buckets: [...metric.buckets] });
      return (labels, seconds) => histogram.observe(labels, seconds);
    },
    text: () => registry.metrics(),
    values: () => registry.getMetricsAsJSON(),
  };
}

/** The text of several processes' metrics taken together; `values` are what {@link Metrics.values} gave in each. */
export async function sumOfProcesses(values: readonly unknown[]): Promise<string> {
  return AggregatorRegistry.aggregate(values as MetricObject[][]).metrics();
}
