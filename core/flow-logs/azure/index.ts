export { type BlockProblem, type BlockResult, readBlock } from "./read-block";
export { isUnreadableBlockError, UnreadableBlockError } from "./unreadable-block-error";
