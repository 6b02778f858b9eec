import { NoSchedule } from "./errors.js";
import { Termination, type Certificate } from "./generated/solver/v1/solution_pb.js";
import type { SolveResponse } from "./generated/solver/v1/solver_service_pb.js";

/** The answer to one problem. One without a schedule is an answer, too. */
export class Solution {
  constructor(
    /** The response as it came, with every field of the contract. */
    readonly message: SolveResponse,
  ) {}

  /** How the solve ended. */
  get termination(): Termination {
    return this.message.outcome?.termination ?? Termination.UNSPECIFIED;
  }

  /** Proven optimal within the tolerance. */
  get optimal(): boolean {
    return this.termination === Termination.OPTIMAL;
  }

  /** For people: what cannot be met, what is not covered, which limit was hit; empty if all is well. */
  get detail(): string {
    return this.message.outcome?.detail ?? "";
  }

  /** Shares per period, or units of the quantum if the problem asked for whole lots. Throws `NoSchedule` if there is none. */
  get schedule(): number[] {
    const { schedule } = this.message;
    if (schedule === undefined) throw new NoSchedule(`${Termination[this.termination]}: ${this.detail}`);
    return schedule.quantityUnits.length > 0 ? schedule.quantityUnits.map(Number) : schedule.quantity;
  }

  /** Whole units per period; empty unless the problem asked for whole lots. */
  get units(): bigint[] {
    return this.message.schedule?.quantityUnits ?? [];
  }

  /** What one share more would cost, in currency per share. */
  get lambda(): number {
    return this.message.lambda;
  }

  /** Expected cost in currency; its parts are in `message.expectedCost`. */
  get cost(): number {
    return this.message.expectedCost?.total ?? 0;
  }

  /** Variance of the execution cost, in currency². */
  get variance(): number {
    return this.message.variance;
  }

  /** The proof: objective, lower bound, gaps, residuals. Absent where there is no schedule. */
  get certificate(): Certificate | undefined {
    return this.message.certificate;
  }

  /** Part of the equal split's cost that the schedule saves; `undefined` if the equal split breaks a constraint. */
  get saving(): number | undefined {
    return this.message.equalSplit?.feasible ? this.message.equalSplit.saving : undefined;
  }
}
