import type { EgressGraph } from './egress-graph';

/** Makes something of a graph once, when it is first asked for: several rules ask for the same. */
export function kept<T extends object>(make: (graph: EgressGraph) => T): (graph: EgressGraph) => T {
  const made = new WeakMap<EgressGraph, T>();
  return (graph) => {
    const known = made.get(graph);
    if (known) return known;
    const fresh = make(graph);
    made.set(graph, fresh);
    return fresh;
  };
}
