import type { Complaint, Issues } from './issue';

/** One thing that a schema asks of values of a type. */
export interface ValueConstraint<T> {
  readonly breaks: (value: T) => boolean;
  readonly complaint: Complaint;
}

/** Adds the complaint of every constraint that the value breaks. */
export function checkConstraints<T>(constraints: readonly ValueConstraint<T>[], value: T, issues: Issues): void {
  for (let i = 0; i < constraints.length; i++) {
    const constraint = constraints[i] as ValueConstraint<T>;
    if (constraint.breaks(value)) issues.add(constraint.complaint, value);
  }
}
