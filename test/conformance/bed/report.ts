/** The result of a case. */
export interface CaseResult {
  readonly group: string;
  readonly title: string;
  readonly passed: boolean;
  readonly ms: number;
  readonly error?: string;
}

/** A table that a case recorded. */
export interface RecordedTable {
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** All results of a run. `docs/conformance.md` is written from it. */
export interface RunReport {
  /** The start of the run, as an ISO date and time. */
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Group name → title. */
  readonly groups: Readonly<Record<string, string>>;
  readonly results: readonly CaseResult[];
  /** The start time of each component, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
  /** Figures that cases recorded, by name. */
  readonly notes: Readonly<Record<string, string>>;
  /** Tables that cases recorded, by title. */
  readonly tables: Readonly<Record<string, RecordedTable>>;
  readonly ms: number;
  /** The namespaces of the run, in which nothing may be left. */
  readonly namespaces: readonly string[];
}

/** The summary at the end of a run, on a line of its own. */
export function closingLine(results: readonly CaseResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  return `${passed} passed, ${results.length - passed} failed`;
}
