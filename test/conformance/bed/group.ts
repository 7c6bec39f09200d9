import type { Bed } from './bed';

/** A case: it passes when it does not throw. */
export type Case = (bed: Bed) => Promise<void>;

/** Cases that share manifests and an otherwise empty cluster. */
export interface Group {
  /** Short; `npm run conformance -- <name>` runs it alone. */
  readonly name: string;
  /** What the group shows, as a sentence for the report. */
  readonly title: string;
  /** Only in the full suite, or when it is named. @default false */
  readonly full?: boolean;
  /** Kyverno's admission controller runs. @default false */
  readonly kyverno?: boolean;
  /** Uses istioctl, which is built only for those that do. @default false */
  readonly istioctl?: boolean;
  /** Brings the cluster to where the cases start. */
  readonly setup?: Case;
  /** Title → case, in the order in which they run. */
  readonly cases: Readonly<Record<string, Case>>;
  /** @default 60000 milliseconds for a case */
  readonly timeoutMs?: number;
}

/** Declares a group; the default export of a file in `cases/`. */
export function group(definition: Group): Group {
  return definition;
}
