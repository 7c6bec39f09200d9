/** Why an input can't be used, told so that the reader can mend it. */
export interface Problem {
  /** The offset in the text, in characters, where it is known. */
  readonly at?: number;
  /** What was found. */
  readonly got: string;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Stops the reading of one document. */
export class ProblemError extends Error {
  public constructor(public readonly problem: Problem) {
    super(problem.got);
  }
}
