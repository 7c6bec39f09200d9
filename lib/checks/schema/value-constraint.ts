import type { Complaint, Issues } from './issue';

/** One thing that a schema asks of values of a type. */
export interface Facet<T> {
  readonly breaks: (value: T) => boolean;
  readonly complaint: Complaint;
}

/** Adds the complaint of every facet that the value breaks. */
export function checkFacets<T>(facets: readonly Facet<T>[], value: T, issues: Issues): void {
  for (let i = 0; i < facets.length; i++) {
    const facet = facets[i] as Facet<T>;
    if (facet.breaks(value)) issues.add(facet.complaint, value);
  }
}
