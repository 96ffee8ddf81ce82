const A_TWENTIETH = 1 / 20;
const AT_LEAST = 5;

/** For `jest --setupFiles` of a quick run: property tests try a twentieth of their cases. */
jest.mock("fast-check", () => {
  const real = jest.requireActual("fast-check");
  const fewer = ({ numRuns = 100, ...others } = {}) => ({
    ...others,
    numRuns: Math.max(AT_LEAST, Math.ceil(numRuns * A_TWENTIETH)),
  });
  const quick = { ...real, assert: (property, options) => real.assert(property, fewer(options)) };
  return Object.defineProperty({ ...quick, default: quick }, "__esModule", { value: true });
});
