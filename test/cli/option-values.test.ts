import { InvalidArgumentError } from "commander";
import { optionValue } from "../../cli/option-values";
import { commaSeparated, digits, port, wholeNumber } from "../../core/checks";

test("an option value is read by its rule", () => {
  expect(optionValue(digits(wholeNumber(0, 9)))("7")).toBe(7);
  expect(optionValue(commaSeparated(digits(port())))("80, 443")).toEqual([80, 443]);
});

test.each(["", " 7", "7.0", "1e1", "-1", "07", "10", "seven"])(
  "an option value of '%s' is refused as a number up to 9",
  (text) => {
    const read = () => optionValue(digits(wholeNumber(0, 9)))(text);
    expect(read).toThrow(InvalidArgumentError);
    expect(read).toThrow(/^It must be a whole number from 0 to 9, got .*\.$/);
  },
);

test("problems of an option value are all named", () => {
  expect(() => optionValue(commaSeparated(digits(port())))("80,x,0")).toThrow(
    "It must be a whole number from 1 to 65535, got 'x'; write commas between; " +
      "it must be a whole number from 1 to 65535, got 0; write commas between.",
  );
});
