export type { BlockProblem, BlockResult } from "./block-result";
export { readBlock } from "./read-block";
export { isUnreadableBlockError, UnreadableBlockError } from "./unreadable-block-error";
