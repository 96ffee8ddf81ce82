const real = jest.requireActual<typeof import("../../clients/http/token-bucket")>(
  "../../clients/http/token-bucket",
);

/**
 * For `jest.mock(".../clients/http/token-bucket", …)` where the number of calls is no matter: no client waits for its turn.
 * The simulator takes the option `callsPerMinute`.
 */
module.exports = { ...real, sharedTokenBucket: () => new real.TokenBucket(1_000_000) };
