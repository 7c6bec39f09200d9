import type { Complaint, Issues } from './issue';

/** One constraint of a schema on values of a type. */
export interface ValueConstraint<T> {
  readonly isViolated: (value: T) => boolean;
  readonly complaint: Complaint;
}

/** Adds the complaint of every constraint that the value violates. */
export function checkConstraints<T>(constraints: readonly ValueConstraint<T>[], value: T, issues: Issues): void {
  for (let i = 0; i < constraints.length; i++) {
    const constraint = constraints[i] as ValueConstraint<T>;
    if (constraint.isViolated(value)) issues.add(constraint.complaint, value);
  }
}
