export { type ExchangePeers, type FactExchange, type FactExchangeOptions, startFactExchange } from "./exchange.ts";
export { type ClockReading, EXCHANGE_SUBJECT } from "./types.ts";
