import type { Mismatch } from '../../core/finding';
import { matchesName } from '../../core/name-pattern';
import { nearestName } from '../../core/nearest-name';
import { HostPatterns, plainHost } from '../../core/net/host-patterns';
import type { Path } from '../../core/path';
import { type EgressGraph, namespaceOf } from '../graph';
import type { EgressPath, Who } from './egress-path';
import type { Invariant, Selector } from './invariant';
import { names } from './select';

/** An entry of a selector that selects nothing in the manifests. */
export interface UnusedSelector extends Mismatch {
  readonly invariant: Invariant;
  /** In the file. */
  readonly path: Path;
}

interface Known {
  readonly namespaces: ReadonlySet<string>;
  readonly serviceAccounts: ReadonlySet<string>;
  readonly hosts: readonly string[];
  /** The callers of all paths. */
  readonly whos: readonly Who[];
}

/** The entries of selectors that are about nothing: they are probably misspelt. */
export function unusedSelectors(
  invariants: readonly Invariant[],
  paths: readonly EgressPath[],
  graph: EgressGraph,
): UnusedSelector[] {
  if (!invariants.some((one) => one.callers || one.hosts || one.except)) return [];
  const known = knownIn(paths, graph);
  return invariants.flatMap((invariant) => [
    ...unusedIn(invariant, invariant, [], known),
    ...(invariant.except ? unusedIn(invariant, invariant.except, ['except'], known) : []),
  ]);
}

function* unusedIn(
  invariant: Invariant,
  { callers = {}, hosts = [] }: Selector,
  at: Path,
  known: Known,
): Iterable<UnusedSelector> {
  for (const field of ['namespaces', 'serviceAccounts'] as const) {
    for (const [index, pattern] of (callers[field] ?? []).entries()) {
      if ([...known[field]].some((name) => matchesName(pattern, name))) continue;
      if (known.whos.some((who) => names({ [field]: [pattern] }, who))) continue;
      yield { invariant, path: [...at, 'callers', field, index], ...unused(pattern, WHAT[field], known[field]) };
    }
  }
  for (const [index, pattern] of hosts.entries()) {
    const patterns = new HostPatterns([pattern]);
    if (known.hosts.some((host) => patterns.meets(host))) continue;
    yield {
      invariant,
      path: [...at, 'hosts', index],
      ...unused(pattern, 'the host of a destination or of a route', known.hosts),
    };
  }
}

const WHAT = { namespaces: 'a namespace in the manifests', serviceAccounts: 'a service account in the manifests' } as const;

function unused(got: string, allowed: string, known: Iterable<string>): Mismatch {
  const nearest = nearestName(got, known);
  const remove = 'correct it, or remove it; in a repository that cannot have it, turn invariant/unused off';
  return { got, allowed, fix: nearest === undefined ? remove : `did you mean ${nearest}? Else ${remove}` };
}

function knownIn(paths: readonly EgressPath[], { catalogue, workloads, destinations, routes }: EgressGraph): Known {
  const whos = [...new Set(paths.map(({ access }) => access))].flatMap(({ grants }) =>
    grants.flatMap((one) => (one.callers === 'anyone' ? [] : one.callers)),
  );
  const accounts = whos.flatMap(({ namespace, account }) => (namespace && account ? [`${namespace}/${account}`] : []));
  const onPaths = paths.flatMap(({ names: targets = [], requested }) => [...targets.map(({ text }) => text), ...requested]);
  const own = catalogue.ofKind('ServiceAccount').map((object) => `${namespaceOf(object)}/${object.metadata.name}`);
  const running = workloads.map(({ namespace, podSpec }) => `${namespace}/${String(podSpec.serviceAccountName ?? 'default')}`);
  const namespaced = catalogue.all.flatMap(({ metadata }) => metadata.namespace ?? []);
  const named = catalogue.ofKind('Namespace').map(({ metadata }) => metadata.name);
  return {
    namespaces: new Set([...namespaced, ...named, ...whos.flatMap(({ namespace }) => namespace ?? [])]),
    serviceAccounts: new Set([...accounts, ...own, ...running]),
    hosts: [
      ...new Set([...destinations.flatMap(({ hosts }) => hosts), ...routes.flatMap(({ hostnames }) => hostnames)].map(plainHost)),
      ...new Set(onPaths),
    ],
    whos,
  };
}
