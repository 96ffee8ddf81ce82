import fc from "fast-check";
import { flowQueueTimes } from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/storage";

test("the flow queue keeps flows for a day without a PCE and its alarm fires before, whatever the times of upload", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 300 }), (timeout, window) => {
      const times = flowQueueTimes(timeout, window);
      expect(times.visibilityTimeoutInSeconds).toBeGreaterThanOrEqual(6 * timeout + window);
      expect(times.maxReceiveCount * times.visibilityTimeoutInSeconds).toBeGreaterThan(24 * 3600);
      expect(times.receivesToWorry).toBeLessThan(times.maxReceiveCount);
    }),
  );
});
