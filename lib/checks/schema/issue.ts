import type { Problem } from '../../core/finding';
import type { Path, Step } from '../../core/path';

/** What the API server objects to, by kind of mistake. */
export type SchemaRule =
  | 'schema/type'
  | 'schema/required'
  | 'schema/enum'
  | 'schema/pattern'
  | 'schema/format'
  | 'schema/range'
  | 'schema/length'
  | 'schema/size'
  | 'schema/unknown-field'
  | 'schema/duplicate-item'
  | 'schema/one-of'
  | 'schema/rule'
  | 'schema/metadata'
  | 'schema/kubernetes';

/** What is wrong with a value, wherever it is. */
export interface Complaint extends Pick<Problem, 'allowed' | 'fix'> {
  readonly rule: SchemaRule;
  /** What is wrong, as one sentence without the place. */
  readonly message: string;
  /** The shape that later stages rely on is broken: the object can't be read on. @default false */
  readonly structural?: boolean;
}

/** A reason for which the API server refuses an object. */
export interface SchemaIssue extends Problem {
  readonly rule: SchemaRule;
  readonly message: string;
  readonly structural: boolean;
}

interface PendingIssue {
  readonly complaint: Complaint;
  readonly got: unknown;
  /** From the value outwards. */
  readonly steps: Step[];
}

/**
 * The issues of one object while it is judged. A check adds what it finds without knowing where it stands; each caller that
 * descended puts its step on top afterwards, so that an object without issues costs nothing for paths.
 */
export class Issues {
  private readonly pending: PendingIssue[] = [];

  /** How many there are so far. */
  get count(): number {
    return this.pending.length;
  }

  /** Whether one of them breaks the shape of the object. */
  get structural(): boolean {
    return this.pending.some(({ complaint }) => complaint.structural);
  }

  /** Adds one. @param steps from the value that is being judged to the one that is meant */
  add(complaint: Complaint, got: unknown, ...steps: Path): void {
    this.pending.push({ complaint, got, steps: [...steps].reverse() });
  }

  /** Prepends a step to the paths of those from `start` on. */
  prefix(start: number, step: Step): void {
    for (let i = start; i < this.pending.length; i++) this.pending[i]?.steps.push(step);
  }

  /** Removes those from `start` on, except the ones to keep. */
  rollback(start: number, keep: (rule: SchemaRule, got: unknown) => boolean = () => false): void {
    const kept = this.pending.slice(start).filter(({ complaint, got }) => keep(complaint.rule, got));
    this.pending.splice(start, this.pending.length, ...kept);
  }

  /** All of them, with their paths. */
  list(): readonly SchemaIssue[] {
    return this.pending.map(({ complaint, got, steps }) => ({
      structural: false,
      severity: 'error',
      ...complaint,
      path: [...steps].reverse(),
      got,
    }));
  }
}
