export { type Budget, type BudgetSettings, createBudget } from "./budget.ts";
export type { Choosable, Wanted } from "./choose.ts";
export type { AttemptResult, FlightResult, LiveAttempt, StartAttempt, Unanswered } from "./flight.ts";
export { createFlights, type FlightCounts, type FlightSettings, type Flights } from "./flights.ts";
export type { HealthSettings } from "./health.ts";
export { createPool, type Member, type Pool } from "./pool.ts";
export { createProber, type Prober, type SendProbe } from "./prober.ts";
export type { EndpointAddress, EndpointKind, FailureKind, Purpose } from "./types.ts";
