import type { InputLocation } from '../../manifests/read/problem';

/** How requests or connections leave the cluster. */
export const WAYS = ['http', 'dynamic', 'passthrough', 'direct'] as const;
export type Way = (typeof WAYS)[number];

/** What `require` can ask for. */
export const REQUIREMENTS = ['tls', 'decision', 'enforced', 'exact-host'] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/** Who calls. Either list is enough. `*` stands for any characters. */
export interface CallerSelector {
  readonly namespaces?: readonly string[];
  /** `namespace/name`. */
  readonly serviceAccounts?: readonly string[];
}

/** Which ways out an invariant is about: those that have all of these. */
export interface Selector {
  readonly callers?: CallerSelector;
  readonly hosts?: readonly string[];
  readonly ways?: readonly Way[];
}

/** What must not be reached: any of these. */
export interface Denied {
  readonly addresses?: readonly string[];
  readonly hosts?: readonly string[];
  readonly ports?: readonly number[];
}

/** What may be reached: all others violate the invariant. */
export interface Permitted extends Denied {
  readonly methods?: readonly string[];
}

/** What the approvals of destinations must have. */
export interface ApprovalDemands {
  readonly maxDays?: number;
  /** A regular expression of RE2 for the whole ticket, or a part of it. */
  readonly tickets?: string;
  readonly owners?: readonly string[];
  /** Whether the namespace of each caller must be the owner. */
  readonly ownerIsCaller?: boolean;
}

/** A rule of the company, as its file has it. */
export interface Invariant extends Selector {
  readonly name: string;
  readonly because?: string;
  readonly except?: Selector;
  readonly deny?: Denied;
  readonly only?: Permitted;
  readonly require?: readonly Requirement[];
  readonly approval?: ApprovalDemands;
  readonly limit?: { readonly hostsPerNamespace: number };
  /** The severity of what cannot be decided. @default 'warning' */
  readonly undecided?: 'info' | 'warning' | 'error';
  /** Where the file has it. */
  readonly place: InputLocation;
}

/** The place of an invariant in messages: `invariants.yaml:3:5`. */
export function placeOf({ place: { file, line, column } }: Pick<Invariant, 'place'>): string {
  return `${file}:${line}:${column}`;
}
