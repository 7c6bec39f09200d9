/** Yes, no, or unknown (`undefined`). */
export type Verdict = boolean | undefined;

/** Whether one of several holds: unknown if one of them is unknown and none holds. */
export function some(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

/** Whether all of several hold: unknown if one of them is unknown and none fails. */
export function every(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}
