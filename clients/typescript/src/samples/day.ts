import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ImpactBasis, PowerLawModelSchema, Side, type ProblemSchema } from "../index.js";

// A trading day of 390 minutes to try things on: much volume at the open and the close, little at noon.

export const MINUTES = 390;
export const SHARES = 100_000;
export const DAILY_VOLUME = 5_000_000;
export const PRICE = 50;
export const HALF_SPREAD = 0.005;

/** Expected volume of each minute, U-shaped. */
export function volumes(): number[] {
  const shape = Array.from({ length: MINUTES }, (_, i) => 1 + 2.5 * Math.abs((2 * i) / (MINUTES - 1) - 1) ** 2.5);
  const sum = shape.reduce((a, b) => a + b);
  return shape.map((s) => (DAILY_VOLUME * s) / sum);
}

/**
 * Buy `SHARES` at no more than a tenth of any minute's volume. Slippage per share is
 * `PRICE * 0.4 % * (x / volume)^beta`, with a beta that drifts over the day.
 */
export function problem(): MessageInitShape<typeof ProblemSchema> {
  const volume = volumes();
  const beta = volume.map((_, i) => 0.55 + 0.05 * Math.sin((2 * Math.PI * i) / MINUTES));
  const alpha = volume.map((v, i) => PRICE * 0.004 * v ** -beta[i]!);
  return {
    side: Side.BUY,
    parentQuantity: { case: "quantity", value: SHARES },
    grid: { periodCount: MINUTES },
    cost: {
      basis: ImpactBasis.PER_SHARE,
      halfSpread: [HALF_SPREAD],
      model: { case: "powerLaw", value: create(PowerLawModelSchema, { alpha, beta }) },
    },
    bounds: { volume, participationRate: [0.1] },
  };
}
