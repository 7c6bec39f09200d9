import type { Finding, Mismatch } from '../../core/finding';

/** The reason why a document cannot be used. */
export interface Unusable extends Mismatch {
  /** The offset in the text, in characters, if it is known. */
  readonly at?: number;
}

/** Stops the reading of one document. */
export class UnusableError extends Error {
  public constructor(public readonly problem: Unusable) {
    super(String(problem.got));
  }
}

/** The location of an input: a file, and the line and column if they are known. */
export type InputLocation = Required<Pick<Finding, 'file'>> & Pick<Finding, 'line' | 'column'>;

/** A finding for an input, which has no object. */
export type InputFinding = Finding & InputLocation;

/** The finding for a file that cannot be read. */
export function fileFinding(location: InputLocation, { got, allowed, fix }: Mismatch): InputFinding {
  return { rule: 'input/file', severity: 'error', ...location, path: [], got, allowed, fix };
}

/** The finding for a document that cannot be used. */
export function documentFinding(location: InputLocation, { got, allowed, fix }: Mismatch): InputFinding {
  return { rule: 'input/document', severity: 'error', ...location, path: [], got, allowed, fix };
}
