import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { type Attachment, type EgressGraph, effectiveHosts, type Listener, type Route, type RouteRule } from '../../checks/graph';
import { inheritsMatches, isDelegation, servesRule } from '../../checks/graph/delegation';
import { isWildcard } from '../../core/net/dns';
import { type HttpRequest, hostOf } from '../envoy/http-request';
import { compareMatches, matchesRequest } from '../envoy/match';

/** A rule that accepts a request. */
export interface Selected {
  readonly rule: RouteRule;
  readonly listener: Listener;
  /** The rules that delegate to its route, the outermost first. */
  readonly via: readonly RouteRule[];
}

/** What routes make of a request: the rule that accepts it, none, or something that the simulation does not read. */
export type Selection = Selected | 'none' | { readonly unread: string; readonly route: Route };

interface Candidate extends Selected {
  readonly host: string;
  readonly match: HTTPRouteMatch;
  readonly attachment: Attachment;
}

/** The rule that Envoy chooses: of the most specific host, the first match in kgateway's order. */
export function selectRoute(request: HttpRequest, listeners: readonly Listener[], graph: EgressGraph): Selection {
  const name = hostOf(request.authority);
  const served = candidates(listeners, graph);
  const host = mostSpecific(name, new Set(served.map((each) => each.host)));
  // Envoy looks at no other host, even if no rule of this one matches.
  const own = served.filter((each) => each.host === host);
  const [first] = own.filter(({ match }) => matchesRequest(match, request)).sort(before);
  if (!first) return 'none';
  const { rule, via } = first;
  if (via.length > 0 && inheritsMatches(rule.route))
    return { unread: 'a route that inherits the matches of its parent', route: rule.route };
  return first;
}

/** All matches of the HTTP routes of some listeners. Rules that delegate leave the requests to the routes below them. */
function candidates(listeners: readonly Listener[], { routes }: EgressGraph): Candidate[] {
  return routes
    .filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute')
    .flatMap((route) => route.served.flatMap((attachment) => ofAttachment(route, attachment, listeners)));
}

function ofAttachment(route: Route, attachment: Attachment, listeners: readonly Listener[]): Candidate[] {
  const rules = route.rules.filter(
    (rule) => servesRule(attachment, rule) && !rule.backends.some(({ kind }) => isDelegation(kind)),
  );
  return attachment.listeners
    .filter((listener) => listeners.includes(listener))
    .flatMap((listener) =>
      effectiveHosts(attachment.hostnames, listener).flatMap((host) =>
        rules.flatMap((rule) =>
          (rule.matches.length > 0 ? rule.matches : ANY).map((match) => ({
            rule,
            listener,
            via: attachment.via,
            host,
            match,
            attachment,
          })),
        ),
      ),
    );
}

const ANY: readonly HTTPRouteMatch[] = [{}];

function mostSpecific(name: string, hosts: ReadonlySet<string>): string | undefined {
  if (hosts.has(name)) return name;
  const wildcards = [...hosts].filter(
    (host) => isWildcard(host) && name.endsWith(host.slice(1)) && name.length > host.length - 1,
  );
  const [longest] = wildcards.sort((left, right) => right.length - left.length);
  return longest ?? (hosts.has('*') ? '*' : undefined);
}

/** Of equal matches, kgateway takes the older route, which manifests do not show, then the first name. */
function before(left: Candidate, right: Candidate): number {
  const order = compareMatches(left.match, right.match);
  if (order !== 0) return order;
  const [first, second] = [keyOf(left.rule.route), keyOf(right.rule.route)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function keyOf({ namespace, name }: Route): string {
  return `${namespace}/${name}`;
}
