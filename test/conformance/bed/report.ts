/** How a case ended. */
export interface CaseResult {
  readonly group: string;
  readonly title: string;
  readonly passed: boolean;
  readonly ms: number;
  readonly error?: string;
}

/** All that a run found out: enough to write `docs/conformance.md` from. */
export interface RunReport {
  /** When the run began, as an ISO date and time. */
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Group name → title. */
  readonly groups: Readonly<Record<string, string>>;
  readonly results: readonly CaseResult[];
  /** Milliseconds that each component took to start. */
  readonly timings: Readonly<Record<string, number>>;
  /** Tables and figures that cases wrote down, by name. */
  readonly notes: Readonly<Record<string, string>>;
  readonly ms: number;
}

/** The line that ends a run, alone on its line. */
export function closingLine(results: readonly CaseResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  return `${passed} passed, ${results.length - passed} failed`;
}
