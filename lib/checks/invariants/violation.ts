import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { RuleContext } from '../rules/base/rule';
import type { EgressPath } from './egress-path';
import type { Selected } from './select';

/** What violates an invariant, or what cannot be decided about it. */
export interface Violation {
  readonly object: Manifest;
  readonly path: Path;
  readonly got: unknown;
  readonly allowed: string;
  readonly fix: string;
  /** Why it is not known whether the invariant is violated; `undefined` if it is. */
  readonly undecided?: string;
}

/** A path with the callers that an invariant is about. */
export interface SelectedPath {
  readonly path: EgressPath;
  readonly selected: readonly Selected[];
}

/** The manifests, and the time. */
export type Context = RuleContext;

/** A demand of an invariant on single paths. */
export type PathDemand = (one: SelectedPath, context: Context) => Iterable<Violation>;

/** How to correct a path that leads where it must not. */
export const LEAVE = 'remove the callers from the AuthorizationPolicy, or the route to the destination';
