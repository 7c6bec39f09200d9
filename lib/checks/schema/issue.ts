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

/** What is wrong with a value, wherever it stands. */
export interface Complaint {
  readonly rule: SchemaRule;
  /** What is wrong, as one sentence without the place. */
  readonly message: string;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
  /** The shape that later stages rely on is broken: the object can't be read on. @default false */
  readonly structural?: boolean;
}

/** A reason for which the API server refuses an object. */
export interface SchemaIssue extends Required<Complaint> {
  /** The field, such as `spec.rules[0].name`; empty for the object itself. */
  readonly path: Path;
  /** The value there; `undefined` for what is missing. */
  readonly got: unknown;
}

interface Draft {
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
  private readonly drafts: Draft[] = [];

  /** How many there are so far. */
  get count(): number {
    return this.drafts.length;
  }

  /** Whether one of them breaks the shape of the object. */
  get structural(): boolean {
    return this.drafts.some(({ complaint }) => complaint.structural);
  }

  /** Adds one. @param steps from the value that is being judged to the one that is meant */
  add(complaint: Complaint, got: unknown, ...steps: Path): void {
    this.drafts.push({ complaint, got, steps: [...steps].reverse() });
  }

  /** Puts those from `start` on under a step. */
  under(start: number, step: Step): void {
    for (let i = start; i < this.drafts.length; i++) this.drafts[i]?.steps.push(step);
  }

  /** Takes back those from `start` on, but for the ones to keep. */
  takeBack(start: number, keep: (rule: SchemaRule, got: unknown) => boolean = () => false): void {
    const kept = this.drafts.slice(start).filter(({ complaint, got }) => keep(complaint.rule, got));
    this.drafts.splice(start, this.drafts.length, ...kept);
  }

  /** All of them, with their paths. */
  list(): readonly SchemaIssue[] {
    return this.drafts.map(({ complaint, got, steps }) => ({
      structural: false,
      ...complaint,
      path: [...steps].reverse(),
      got,
    }));
  }
}
