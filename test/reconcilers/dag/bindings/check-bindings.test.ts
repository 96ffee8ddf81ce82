import { checkBindings } from "../../../../reconcilers/dag/bindings/check-bindings";
import { bindingsOf, SAME_TAG_CASES } from "../../../core/dag/same-tag-cases";

test.each(SAME_TAG_CASES)("a file with one tag for $title is refused: $collide", (one) => {
  const bindings = Object.fromEntries(
    bindingsOf(one).map(({ name, ...binding }) => [name, { ...binding, all: true }]),
  );
  const read = () => checkBindings({ owner: "team", bindings }, { source: "bindings.yaml" });
  if (one.collide) expect(read).toThrow("bindings.other.tag: is the tag of one too; a tag has one binding");
  else expect(read()).toHaveLength(2);
});
