import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { EgressGraph } from './egress-graph';
import { listenerSettings } from './http-settings';
import type { Route, RouteRule } from './routes';

/**
 * Where a header modifier is, which decides how Envoy treats it:
 *
 * - `filter`: a filter of a route
 * - `policy`: a TrafficPolicy
 * - `early`: `earlyRequestHeaderModifier` of a ListenerPolicy
 * - `reply`: a mapper of `localReplies` in a ListenerPolicy
 */
export type ModifierPlace = 'filter' | 'policy' | 'early' | 'reply';

/** Changes of headers. */
export interface HeaderModifier {
  readonly object: Manifest;
  /** `spec.rules[0].filters[0].requestHeaderModifier`, `spec.headerModifiers.request`. */
  readonly path: Path;
  readonly place: ModifierPlace;
  readonly of: 'request' | 'response';
  readonly change: HeaderChange;
}

interface HeaderChange {
  readonly set?: readonly HeaderValue[];
  readonly add?: readonly HeaderValue[];
  readonly remove?: readonly string[];
}

interface HeaderValue {
  readonly name?: string;
  /** Absent if the value is in a Secret. */
  readonly value?: string;
}

/** The header modifiers of egress routes and of the policies of kgateway that Envoy may object to. They are rare. */
export const suspectModifiersOf = memoizePerObject(readModifiers);

function readModifiers(graph: EgressGraph): readonly HeaderModifier[] {
  const found: HeaderModifier[] = [];
  for (const route of graph.egressRoutes) if (route.kind !== 'TLSRoute') addOfRoute(route, found);
  for (const object of graph.catalogue.ofKind(KIND.TrafficPolicy)) {
    for (const of of DIRECTIONS) {
      const change = object.spec.headerModifiers?.[of];
      if (isSuspect(change)) found.push({ object, path: ['spec', 'headerModifiers', of], place: 'policy', of, change });
    }
  }
  for (const { policy: object, path, settings } of listenerSettings(graph.catalogue)) {
    const { earlyRequestHeaderModifier: change, localReplies } = settings;
    if (isSuspect(change)) {
      found.push({ object, path: [...path, 'earlyRequestHeaderModifier'], place: 'early', of: 'request', change });
    }
    localReplies?.mappers?.forEach(({ headers }, index) => {
      const place = [...path, 'localReplies', 'mappers', index, 'headers'];
      if (isSuspect(headers)) found.push({ object, path: place, place: 'reply', of: 'response', change: headers });
    });
  }
  return found;
}

const DIRECTIONS = ['request', 'response'] as const;

const NAME = /^(host|:.*)?$|[\0\r\n]/i;
const VALUE = /[%\0\r\n]/;

/** Whether a name or a value needs a closer look. Every egress route has a modifier, so this is all that most of them cost. */
function isSuspect(change: HeaderChange | undefined): change is HeaderChange {
  if (change === undefined) return false;
  const { set, add, remove } = change;
  const isWrong = ({ name = '', value = '' }: HeaderValue) => NAME.test(name) || VALUE.test(value);
  return remove?.some((name) => NAME.test(name)) || set?.some(isWrong) || add?.some(isWrong) || false;
}

/** The filters of rules and of their backendRefs. The graph does not read the latter. */
function addOfRoute({ object, rules }: Route, found: HeaderModifier[]): void {
  const raw = object.spec.rules as readonly { readonly backendRefs?: readonly { readonly filters?: Filters }[] }[];
  for (let index = 0; index < rules.length; index += 1) {
    const { filters, path } = rules[index] as RouteRule;
    addOfFilters(object, path, filters, found);
    const backends = raw[index]?.backendRefs ?? [];
    for (let each = 0; each < backends.length; each += 1) {
      const own = backends[each]?.filters;
      if (own) addOfFilters(object, [...path, 'backendRefs', each], own, found);
    }
  }
}

const FIELDS = { request: 'requestHeaderModifier', response: 'responseHeaderModifier' } as const;

type Filters = readonly {
  readonly requestHeaderModifier?: HeaderChange;
  readonly responseHeaderModifier?: HeaderChange;
}[];

function addOfFilters(object: Manifest, owner: Path, filters: Filters, found: HeaderModifier[]): void {
  for (let index = 0; index < filters.length; index += 1) {
    for (const of of DIRECTIONS) {
      const field = FIELDS[of];
      const change = filters[index]?.[field];
      if (isSuspect(change)) found.push({ object, path: [...owner, 'filters', index, field], place: 'filter', of, change });
    }
  }
}
