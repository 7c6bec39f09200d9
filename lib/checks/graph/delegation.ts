import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { GATEWAY_API, type ParentRef } from './attachments';
import type { Attachment, BackendUse, Route, RouteRule } from './routes';

/** The kind of a backend that selects routes by their label. */
const LABEL_KIND = 'delegation.kgateway.dev/label';
const LABEL = 'delegation.kgateway.dev/label';
/** The namespace of a label reference that means all namespaces. */
const ALL_NAMESPACES = 'all';
const INHERIT_MATCHES = 'delegation.kgateway.dev/inherit-parent-matcher';

/** A backend that is another route, or several. */
export interface Delegation {
  readonly use: BackendUse;
  /** The routes that receive its requests. */
  readonly children: readonly Route[];
  /** The routes that the reference names and that kgateway does not delegate to. */
  readonly refused: readonly Route[];
  /** The child that leads back to the route itself, if there is one. */
  readonly cycle: Route | undefined;
  /** Whether some ways through it were not followed, because there are too many. */
  readonly isCut: boolean;
}

/** Whether a backend is another route. */
export function isDelegation(kind: string): boolean {
  return kind === KIND.HTTPRoute || kind === LABEL_KIND;
}

/** A route while the attachments of the routes that delegate to it are being added. */
export type Delegatee = Omit<Route, 'leadsOut' | 'served'> & { leadsOut: boolean; served: readonly Attachment[] };

/** So many attachments by delegation are followed. Each path through several routes is one. */
const MOST = 100_000;

/** Follows the backends that are routes: adds to each child where its parents are served, and to the parents whether they lead out. */
export function followDelegations(uses: readonly BackendUse[], routes: readonly Delegatee[]): readonly Delegation[] {
  if (uses.length === 0) return [];
  const find = finderOf(routes);
  const links = uses.filter(({ rule }) => rule.route.kind === 'HTTPRoute').map((use) => linkOf(use, find(use)));
  const byParent = new Map<Route, Link[]>();
  for (const link of links) listAt(byParent, link.use.rule.route).push(link);
  serveAll(byParent);
  leadParentsOut(links);
  return links.map((link) => ({ ...link, cycle: link.children.find((child) => reaches(child, link.use.rule.route, byParent)) }));
}

interface Link {
  readonly use: BackendUse;
  readonly children: readonly Delegatee[];
  readonly refused: readonly Route[];
  isCut: boolean;
}

function linkOf(use: BackendUse, candidates: readonly Delegatee[]): Link {
  const link = { use, children: [] as Delegatee[], refused: [] as Route[], isCut: false };
  for (const route of candidates) (isDelegatedTo(route, use.rule) ? link.children : link.refused).push(route);
  return link;
}

function finderOf(routes: readonly Delegatee[]): (use: BackendUse) => readonly Delegatee[] {
  const byNamespace = new Map<string, Delegatee[]>();
  const byName = new Map<string, Delegatee>();
  const byLabel = new Map<string, Delegatee[]>();
  for (const route of routes) {
    if (route.kind !== 'HTTPRoute') continue;
    listAt(byNamespace, route.namespace).push(route);
    byName.set(`${route.namespace}/${route.name}`, route);
    const label = route.object.metadata.labels?.[LABEL];
    if (label === undefined) continue;
    listAt(byLabel, `${route.namespace}/${label}`).push(route);
    listAt(byLabel, `${ALL_NAMESPACES}/${label}`).push(route);
  }
  return ({ kind, namespace, name, rule }) => {
    if (kind === LABEL_KIND) return byLabel.get(`${namespace}/${name}`) ?? [];
    if (name === '*') return (byNamespace.get(namespace) ?? []).filter((route) => route !== rule.route);
    const found = byName.get(`${namespace}/${name}`);
    return found ? [found] : [];
  };
}

/** Whether kgateway delegates a rule to a route: it has no hostnames, accepts the parent, and a rule of it fits. */
function isDelegatedTo(child: Delegatee, parent: RouteRule): boolean {
  return child.hostnames.length === 0 && acceptsParent(child, parent.route) && child.rules.some((rule) => fits(rule, parent));
}

/** A route without parentRefs accepts every parent. Otherwise, a reference must name group and kind of the parent too. */
function acceptsParent({ object, namespace: home }: Delegatee, parent: Route): boolean {
  const refs: readonly ParentRef[] = object.spec.parentRefs ?? [];
  return (
    refs.length === 0 ||
    refs.some(
      ({ group, kind, namespace = home, name }) =>
        group === GATEWAY_API && kind === 'HTTPRoute' && namespace === parent.namespace && name === parent.name,
    )
  );
}

/** Whether a rule of a route receives requests at an attachment of it. */
export function servesRule({ via }: Attachment, rule: RouteRule): boolean {
  const parent = via.at(-1);
  return parent === undefined || fits(rule, parent);
}

/** Whether a rule of a child receives requests of the rule that delegates to it. */
export function fits({ route, matches }: RouteRule, parent: RouteRule): boolean {
  if (inheritsMatches(route)) return true;
  const own = matches.length > 0 ? matches : EVERYTHING;
  const outer = parent.matches.length > 0 ? parent.matches : EVERYTHING;
  return own.some((match) => outer.some((each) => isWithin(match, each)));
}

const EVERYTHING: readonly HTTPRouteMatch[] = [{}];

/** Whether a route adds the matches of its parent to its own, instead of repeating them. */
export function inheritsMatches({ object }: Route): boolean {
  return /^(true|yes|enabled)$/i.test(object.metadata.annotations?.[INHERIT_MATCHES] ?? '');
}

function isWithin(inner: HTTPRouteMatch, outer: HTTPRouteMatch): boolean {
  const { type = 'PathPrefix', value: prefix = '/' } = outer.path ?? {};
  if (type !== 'PathPrefix' || !(inner.path?.value ?? '/').startsWith(prefix)) return false;
  if (outer.method !== undefined && outer.method !== inner.method) return false;
  return includesAll(inner.headers, outer.headers) && includesAll(inner.queryParams, outer.queryParams);
}

interface NamedMatch {
  readonly name: string;
  readonly type?: string;
  readonly value: string;
}

function includesAll(inner: readonly NamedMatch[] = [], outer: readonly NamedMatch[] = []): boolean {
  const keys = inner.map(keyOf);
  return outer.every((each) => keys.includes(keyOf(each)));
}

function keyOf({ name, type = 'Exact', value }: NamedMatch): string {
  return JSON.stringify([name, type, value]);
}

/** Adds the attachments of parents to their children, from the routes that attach to a Gateway themselves. */
function serveAll(byParent: ReadonlyMap<Route, readonly Link[]>): void {
  let left = MOST;
  const found = new Map<Delegatee, Attachment[]>();
  const serve = (parent: Route, attachment: Attachment, chain: ReadonlySet<Route>): void => {
    for (const link of byParent.get(parent) ?? []) {
      const { use, children } = link;
      const outer = attachment.via.at(-1);
      if (outer && !fits(use.rule, outer)) continue;
      const via = [...attachment.via, use.rule];
      for (const child of children) {
        if (left === 0) link.isCut = true;
        if (chain.has(child) || left === 0) continue;
        left -= 1;
        const inherited = { ...attachment, via };
        listAt(found, child).push(inherited);
        serve(child, inherited, new Set([...chain, child]));
      }
    }
  };
  for (const parent of byParent.keys()) {
    for (const attachment of parent.attachments) serve(parent, attachment, new Set([parent]));
  }
  for (const [child, inherited] of found) child.served = [...child.attachments, ...inherited];
}

function leadParentsOut(links: readonly Link[]): void {
  const leading = new Set<Route>();
  for (const { children } of links) for (const child of children) if (child.leadsOut) leading.add(child);
  for (const route of withParents(leading, links)) (route as Delegatee).leadsOut = true;
}

/** Some routes, and all that delegate to them, directly or through others. */
export function withParents(
  routes: Set<Route>,
  delegations: readonly Pick<Delegation, 'use' | 'children'>[],
): ReadonlySet<Route> {
  if (delegations.length === 0) return routes;
  const parents = new Map<Route, Route[]>();
  for (const { use, children } of delegations) for (const child of children) listAt(parents, child).push(use.rule.route);
  for (const route of routes) for (const parent of parents.get(route) ?? []) routes.add(parent);
  return routes;
}

function reaches(from: Route, to: Route, byParent: ReadonlyMap<Route, readonly Link[]>): boolean {
  const seen = new Set<Route>([from]);
  for (const route of seen) {
    if (route === to) return true;
    for (const { children } of byParent.get(route) ?? []) for (const child of children) seen.add(child);
  }
  return false;
}
