import type { Finding, Mismatch } from '../../core/finding';

/** Why a document can't be used. */
export interface Unusable extends Mismatch {
  /** The offset in the text, in characters, where it is known. */
  readonly at?: number;
}

/** Stops the reading of one document. */
export class UnusableError extends Error {
  public constructor(public readonly problem: Unusable) {
    super(String(problem.got));
  }
}

/** Where an input is: a file, and the line and column where they are known. */
export type InputLocation = Required<Pick<Finding, 'file'>> & Pick<Finding, 'line' | 'column'>;

/** A finding of a file that can't be read. */
export function fileFinding(location: InputLocation, { got, allowed, fix }: Mismatch): Finding {
  return { rule: 'input/file', severity: 'error', ...location, path: [], got, allowed, fix };
}

/** A finding of a document that can't be used. */
export function documentFinding(location: InputLocation, { got, allowed, fix }: Mismatch): Finding {
  return { rule: 'input/document', severity: 'error', ...location, path: [], got, allowed, fix };
}
