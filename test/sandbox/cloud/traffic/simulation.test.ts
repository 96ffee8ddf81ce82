import fc from "fast-check";
import { type Process, Simulation } from "../../../../sandbox/cloud/traffic/simulation";
import { observation } from "./observations";

describe("Simulation", () => {
  it("runs the steps of many processes in time order, and equal moments in the order they were planned", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 10 }), { maxLength: 20 }),
        (plans) => {
          const simulation = new Simulation(1000);
          const steps: [number, number][] = [];
          const process = function* (number: number, delays: number[]): Process {
            for (const delay of delays) {
              yield delay;
              steps.push([simulation.now, number]);
            }
          };
          plans.forEach((delays, number) => {
            simulation.spawn(process(number, delays));
          });
          expect([...simulation.run(1_000_000)]).toEqual([]);
          const expected = plans.flatMap((delays, number) => {
            let time = 1000;
            return delays.map((delay): [number, number] => {
              time += delay;
              return [time, number];
            });
          });
          const times = steps.map(([time]) => time);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect(steps.map(String).sort()).toEqual(expected.map(String).sort());
        },
      ),
    );
  });

  it("returns only what was sent before the end", () => {
    const simulation = new Simulation(0);
    const process = function* (): Process {
      for (;;) {
        simulation.send(observation({ time: simulation.now }));
        yield 10;
      }
    };
    simulation.spawn(process());
    expect([...simulation.run(35)].map(({ time }) => time)).toEqual([0, 10, 20, 30]);
  });
});
