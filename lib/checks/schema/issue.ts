import type { Problem } from '../../core/finding';
import type { Path, Step } from '../../core/path';

/** The reasons for which the API server rejects an object. Each has a section in `docs/rules/schema.md`. */
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
  | 'schema/kubernetes'
  | 'schema/newer-field'
  | 'schema/newer-value'
  | 'schema/unserved-version'
  | 'schema/unknown-kind';

/** What is wrong with a value, without its path. */
export interface Complaint extends Pick<Problem, 'allowed' | 'fix'> {
  readonly rule: SchemaRule;
  /** What is wrong, as one sentence without the path. */
  readonly message: string;
  /** Whether the object has a structure on which later stages cannot rely. @default false */
  readonly structural?: boolean;
}

/** An issue for which the API server rejects an object. */
export interface SchemaIssue extends Problem {
  readonly rule: SchemaRule;
  readonly message: string;
  readonly structural: boolean;
}

interface PendingIssue {
  readonly complaint: Complaint;
  readonly got: unknown;
  /** From the value upwards. */
  readonly steps: Step[];
}

/**
 * The issues of one object during its check. A check adds an issue without the path of its value. Each caller on the way back
 * adds its step, so that an object without issues needs no paths.
 */
export class Issues {
  private readonly pending: PendingIssue[] = [];

  /** The number of issues so far. */
  get count(): number {
    return this.pending.length;
  }

  /** Whether one of them is structural. */
  get structural(): boolean {
    return this.pending.some(({ complaint }) => complaint.structural);
  }

  /** Adds an issue. @param steps from the value that is being checked to the invalid one */
  add(complaint: Complaint, got: unknown, ...steps: Path): void {
    this.pending.push({ complaint, got, steps: [...steps].reverse() });
  }

  /** Prepends a step to the paths of the issues from `start` on. */
  prefix(start: number, step: Step): void {
    for (let i = start; i < this.pending.length; i++) this.pending[i]?.steps.push(step);
  }

  /** Removes the issues from `start` on, except those to keep. */
  rollback(start: number, keep: (rule: SchemaRule, got: unknown) => boolean = () => false): void {
    const kept = this.pending.slice(start).filter(({ complaint, got }) => keep(complaint.rule, got));
    this.pending.splice(start, this.pending.length, ...kept);
  }

  /** All issues, with their paths. */
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
