import { append } from '../../core/append';
import { KIND } from '../../core/kinds';
import type { Path } from '../../core/path';
import { kindKey } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';
import type { ObjectOf } from './kinds';

/** An ExtensionRef filter of a rule, or of one of its backends. */
export interface ExtensionFilter {
  /** `spec.rules[0].filters[0].extensionRef`, or `spec.rules[0].backendRefs[0].filters[0].extensionRef`. */
  readonly path: Path;
  /** `kindKey` of the reference: `gateway.kgateway.dev/TrafficPolicy`, `gateway.kgateway.dev/DirectResponse`. */
  readonly kind: string;
  /** The name of the object, which is in the namespace of the route. */
  readonly name: string;
  /**
   * The policy that the filter attaches; `undefined` for other kinds, for policies that are not among the objects, and in
   * GRPCRoutes, where kgateway ignores the filter.
   */
  readonly policy: ObjectOf<'gateway.kgateway.dev/TrafficPolicy'> | undefined;
}

/** The fields that are read from filters of all kinds of routes. */
export interface AnyFilter {
  readonly extensionRef?: { readonly group: string; readonly kind: string; readonly name: string };
}

/** The route with the filters. */
interface FilteredRoute {
  readonly kind: string;
  readonly namespace: string;
}

const NONE: readonly never[] = [];

/** The ExtensionRef filters in a list of filters. @param path of the object with the list */
export function extensionFiltersOf(
  filters: readonly AnyFilter[] | undefined,
  path: Path,
  route: FilteredRoute,
  catalogue: Catalogue,
): readonly ExtensionFilter[] {
  if (!filters) return NONE;
  let found: ExtensionFilter[] | undefined;
  for (let index = 0; index < filters.length; index += 1) {
    const ref = filters[index]?.extensionRef;
    if (!ref) continue;
    found = append(found, readFilter(ref, [...path, 'filters', index, 'extensionRef'], route, catalogue));
  }
  return found ?? NONE;
}

function readFilter(
  { group, kind: short, name }: NonNullable<AnyFilter['extensionRef']>,
  path: Path,
  { kind: routeKind, namespace }: FilteredRoute,
  catalogue: Catalogue,
): ExtensionFilter {
  const kind = kindKey(group, short);
  const attaches = kind === KIND.TrafficPolicy && routeKind === 'HTTPRoute';
  return { path, kind, name, policy: attaches ? catalogue.find(KIND.TrafficPolicy, namespace, name) : undefined };
}
