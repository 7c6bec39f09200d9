import type { Path } from './path';

/**
 * How much a finding matters. An `error` stops synthesis, and a `warning` is printed. An `info` finding is printed by
 * `cdk8s-egress check` only. A `waived` finding is printed with the reason for the waiver.
 */
export type Severity = 'error' | 'warning' | 'info' | 'waived';

/** The severities that a rule can have. */
export type RuleSeverity = Exclude<Severity, 'waived'>;

/** The name of an object. In findings about a manifest, it is the manifest itself. */
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
  /** The object; absent if a property or an argument is wrong. */
  readonly object?: ObjectReference;
  /** The file, as it was named on the command line or found in a folder; `<stdin>` for the standard input. */
  readonly file?: string;
  /** Counted from 1. If a field is missing, the line of the object around it. */
  readonly line?: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column?: number;
  /** The command-line option or the environment variable. */
  readonly argument?: string;
}

/** A step of the path that a finding is about: an object, and what it does. */
export interface TrailStep extends Pick<Location, 'object' | 'file' | 'line' | 'column'> {
  /** What happens there: `service account payments/web may call the listener`. */
  readonly text: string;
  /** The steps to the field of the object. */
  readonly path: Path;
}

/** A problem, and how to fix it. Everything that this library reports is a finding. */
export interface Finding extends Location {
  /**
   * The rule. Its prefix names the component that would reject, ignore or misread the setting: `schema/…` the API server,
   * `istio/…`, `kgateway/…`, `ztunnel/…` and `kyverno/…` the component of that name. `input/…` is for malformed
   * properties, files and arguments. `egress/…` is for settings that are unsafe, or without the effect that they seem to have.
   * `invariant/…` is for the company's own rules.
   */
  readonly rule: string;
  /** The severity of the rule, unless `severities` or a waiver changes it. */
  readonly severity: Severity;
  /** The steps to the property or field; empty for the whole object. `showPath` prints them. */
  readonly path: Path;
  /** The value there; `undefined` when it is missing. */
  readonly got: unknown;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** How to fix it. */
  readonly fix: string;
  /** Lines that follow the fix, to be copied. @default - none */
  readonly paste?: readonly string[];
  /** The problem in one sentence; absent if `allowed` explains it. */
  readonly message?: string;
  /** For a violated invariant, the path that violates it: the caller, the route, the destination. */
  readonly trail?: readonly TrailStep[];
  /** The reason for the waiver, for a waived finding. */
  readonly reason?: string;
}

/** A finding before its location is known, and before it may be waived. */
export interface Problem extends Omit<Finding, keyof Location | 'severity' | 'reason'> {
  readonly severity: RuleSeverity;
}

/** A value that is not allowed: the value, the allowed ones, and how to fix it. */
export type Mismatch = Pick<Finding, 'got' | 'allowed' | 'fix'>;
