/** What is wrong with a value, and what to write instead; undefined when nothing is. */
export type Problem<T> = (value: T) => string | undefined;
