/** What the network answers: numbers, one of two classes, or one of several. */
export type Task = "regression" | "binary" | "classes";

/** Everything learned from the training rows that turns a table into numbers and back. Plain data, kept in the model. */
export interface Encoder {
  task: Task;
  /** Name of each row of X. */
  inputs: string[];
}
