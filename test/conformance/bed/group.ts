import type { Bed } from './bed';

/** A case. It passes if it does not throw. */
export type Case = (bed: Bed) => Promise<void>;

/** Cases that share manifests and an otherwise empty cluster. */
export interface Group {
  /** A short name: `npm run conformance -- <name>` runs only this group. */
  readonly name: string;
  /** What the group proves, as a sentence for the report. */
  readonly title: string;
  /** Runs only in the full suite, or if specified by name. @default false */
  readonly full?: boolean;
  /** Whether it needs Kyverno's admission controller. @default false */
  readonly kyverno?: boolean;
  /** Whether it needs istioctl, which is built only for such groups. @default false */
  readonly istioctl?: boolean;
  /** Brings the cluster into the initial state of the cases. */
  readonly setup?: Case;
  /** Title → case, in the order of execution. */
  readonly cases: Readonly<Record<string, Case>>;
  /** The time limit of a case. @default 60000 milliseconds */
  readonly timeoutMs?: number;
}

/** Declares a group. Use it for the default export of a file in `cases/`. */
export function group(definition: Group): Group {
  return definition;
}
