/** What the first process tells a worker. */
export type ToWorker =
  | { readonly kind: "start"; readonly number: number; readonly start: unknown }
  | { readonly kind: "joined" }
  | { readonly kind: "changed"; readonly id: number }
  | { readonly kind: "announced"; readonly id: number }
  | { readonly kind: "ask"; readonly id: number; readonly question: string }
  | { readonly kind: "tell"; readonly word: string }
  | { readonly kind: "stop" };

/** What a worker tells the first process. */
export type FromWorker =
  | { readonly kind: "joining" }
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  | { readonly kind: "announce"; readonly id: number }
  | { readonly kind: "noticed"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown };
