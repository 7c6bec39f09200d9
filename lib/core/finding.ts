/** How much a finding matters: an `error` stops synthesis, the others pass; `info` is not even told by a synthesis. */
export type Severity = 'error' | 'warning' | 'info' | 'waived';

/** The severities that a rule can have. */
export type RuleSeverity = Exclude<Severity, 'waived'>;

/** Something that is wrong with what a construct was given or with what it made, told so that the reader can mend it. */
export interface Finding {
  /**
   * Who objects: `input/…` for malformed props; `schema/…` the API server, `istio/…`, `kgateway/…`, `ztunnel/…`, `kyverno/…`
   * the system of that name; `egress/…` for what would be unsafe or not do what it says.
   */
  readonly rule: string;
  readonly severity: Severity;
  /** The path of the construct in the app, and its class. */
  readonly construct: string;
  /** The object concerned, such as `TrafficPolicy egress-system/api.example.com`; absent when it is a prop that is wrong. */
  readonly object?: string;
  /** What is wrong with the object, as one sentence. */
  readonly message?: string;
  /** The prop concerned, or the field of the object. */
  readonly path: string;
  /** The value as it was given. */
  readonly got: string;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
  /** The reason given in `waive`, for a waived finding. */
  readonly reason?: string;
}

/** A value as a reader would write it: strings bare, the rest as JSON. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? "''" : value;
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/** A finding as text: what and where; what was got and what is allowed; the fix. */
export function formatFinding(finding: Finding): string {
  const mark = finding.severity === 'error' ? '' : `${finding.severity} `;
  const place = [finding.object, finding.path].filter(Boolean).join(' ');
  const lines = [
    `${mark}${finding.rule}  ${finding.construct}  ${place}`,
    ...(finding.message === undefined ? [] : [`  ${finding.message}`]),
    `  got ${finding.got}; allowed: ${finding.allowed}`,
    `  ${finding.reason === undefined ? `fix: ${finding.fix}` : `waived: ${finding.reason}`}`,
  ];
  return lines.join('\n');
}

/** Thrown by synthesis when findings are errors. Nothing has been written then. */
export class EgressError extends Error {
  /** All findings of the run, errors first. Not enumerable: Node would print them once more. */
  declare public readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const errors = findings.filter((f) => f.severity === 'error');
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(`${count}, nothing was written\n\n${errors.map(formatFinding).join('\n\n')}\n`);
    this.name = 'EgressError';
    Object.defineProperty(this, 'findings', { value: [...errors, ...findings.filter((f) => f.severity !== 'error')] });
    // The reader needs the findings, not where in the library they were put together.
    this.stack = `${this.name}: ${this.message}`;
  }
}
