import type { Path } from './path';

/**
 * How much a finding matters. An `error` stops synthesis, and a `warning` is printed. An `info` finding is printed by
 * `cdk8s-egress check` only. A `waived` finding is printed with the reason for the waiver.
 */
export type Severity = 'error' | 'warning' | 'info' | 'waived';

/** The severities that a rule can have. */
export type RuleSeverity = Exclude<Severity, 'waived'>;

/** The name of an object. Where manifests were checked, it is the manifest itself. */
export interface ObjectReference {
  /** Its kind, such as `ServiceEntry`. */
  readonly kind: string;
  /** Its name, and its namespace if it has one. */
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Where a finding is, as far as it is known. */
export interface Location {
  /** The path of the construct in the app, and its class: `egress/api (ExternalHost)`. */
  readonly construct?: string;
  /** The object; absent when a prop or an argument is wrong. */
  readonly object?: ObjectReference;
  /** The file, as it was named on the command line or found in a folder; `<stdin>` for the standard input. */
  readonly file?: string;
  /** From 1. Where a field is missing, the line of the object around it. */
  readonly line?: number;
  /** From 1, in UTF-16 units. */
  readonly column?: number;
  /** The command-line option or the environment variable. */
  readonly argument?: string;
}

/** What is wrong, and how to correct it. Everything that this library reports is a finding. */
export interface Finding extends Location {
  /**
   * The rule. Its prefix names the component that would reject, ignore or misread the setting: `schema/…` the API server,
   * `istio/…`, `kgateway/…`, `ztunnel/…` and `kyverno/…` the component of that name. `input/…` is for props, files and
   * arguments that are malformed, `egress/…` for what is unsafe or does not have the effect it seems to have.
   */
  readonly rule: string;
  /** How much it matters: that of the rule, or what `severities` or a waiver made of it. */
  readonly severity: Severity;
  /** The steps to the prop or the field; empty for the whole. `showPath` prints them. */
  readonly path: Path;
  /** The value there; `undefined` when it is missing. */
  readonly got: unknown;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** How to correct it. */
  readonly fix: string;
  /** What is wrong, as one sentence; absent where `allowed` explains it. */
  readonly message?: string;
  /** The reason for the waiver, for a waived finding. */
  readonly reason?: string;
}

/** A finding before its location is known, and before it may be waived. */
export interface Problem extends Omit<Finding, keyof Location | 'severity' | 'reason'> {
  readonly severity: RuleSeverity;
}

/** Of a value: what was found, what would be accepted, and how to correct it. */
export type Mismatch = Pick<Finding, 'got' | 'allowed' | 'fix'>;
