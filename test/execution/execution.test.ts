import fc from "fast-check";
import { Comparison } from "./comparison";

const CASES = 150;

test.each([0, 10, 150])(
  "answers as graphql-js, to the byte, with %i surprises among a thousand values",
  async (perThousand) => {
    const comparison = new Comparison();
    await fc.assert(comparison.property(perThousand), { numRuns: CASES });
    const { compared, asText, withErrors } = comparison.coverage;
    // Otherwise the documents have become too wrong, or the worlds too right, to prove anything.
    expect(compared).toBeGreaterThan(CASES / 2);
    expect(asText).toBeGreaterThan(CASES / 4);
    expect(withErrors).toBeGreaterThan(CASES / 20);
  },
);
