/** The generated messages of the contract under one roof; every field is documented in protos/solver/v1. */
export * from "./generated/solver/v1/calibration_pb.js";
export * from "./generated/solver/v1/problem_pb.js";
export * from "./generated/solver/v1/session_pb.js";
export * from "./generated/solver/v1/solution_pb.js";
export * from "./generated/solver/v1/solver_service_pb.js";
