import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * The places of charts that depend on others, or that others depend on: 0 without dependencies, else one more than that of the
 * last one. Dependencies are those of cdk8s: `chart.addDependency`, those between objects of two charts, and of a chart on the
 * charts in it. Other charts have no place. So a new chart changes only the places of charts that depend on it.
 *
 * @throws Error if charts depend on each other
 */
export function chartOrder(nodes: readonly IConstruct[]): ReadonlyMap<Chart, number> {
  const dependencies = dependenciesOf(nodes);
  const places = new Map<Chart, number>();
  for (const chart of dependencies.keys()) placeOf(chart, dependencies, places);
  return places;
}

type Dependencies = ReadonlyMap<Chart, ReadonlySet<Chart>>;

function dependenciesOf(nodes: readonly IConstruct[]): Dependencies {
  const all = new Map<Chart, Set<Chart>>();
  const add = (from: Chart, to: Chart) => {
    if (from === to) return;
    all.set(from, (all.get(from) ?? new Set()).add(to));
    all.set(to, all.get(to) ?? new Set());
  };
  for (const node of nodes) {
    if (node instanceof Chart) for (const outer of chartAround(node.node.scope)) add(outer, node);
    const { dependencies } = node.node;
    if (dependencies.length === 0) continue;
    const before = dependencies.flatMap(chartsOf);
    for (const from of chartsOf(node)) for (const to of before) add(from, to);
  }
  return all;
}

/** The chart of a construct, or the charts in it. */
function chartsOf(construct: IConstruct): readonly Chart[] {
  const around = chartAround(construct);
  return around.length > 0 ? around : construct.node.findAll().filter((node): node is Chart => node instanceof Chart);
}

function chartAround(construct: IConstruct | undefined): readonly Chart[] {
  const chart = [...(construct?.node.scopes ?? [])].reverse().find((scope) => scope instanceof Chart);
  return chart ? [chart as Chart] : [];
}

/** A chart that is being placed has the place -1. */
function placeOf(chart: Chart, dependencies: Dependencies, places: Map<Chart, number>): number {
  const known = places.get(chart);
  if (known === -1) throw new Error(`the chart '${chart.node.path}' depends on itself`);
  if (known !== undefined) return known;
  places.set(chart, -1);
  const before = [...(dependencies.get(chart) ?? [])].map((other) => placeOf(other, dependencies, places));
  const place = Math.max(-1, ...before) + 1;
  places.set(chart, place);
  return place;
}
