/** Client of SolverGrpc: proven optimal schedules for parent orders. */
export { MESSAGE_BYTES_MAX, type Tls } from "./address.js";
export { Client, type CallSettings, type ClientSettings, type Item, type Request } from "./client.js";
export * from "./errors.js";
export { SessionLost, type Event, type Plan as CurrentPlan } from "./ledger.js";
export * from "./messages.js";
export { Session } from "./session.js";
export { Solution } from "./solution.js";
