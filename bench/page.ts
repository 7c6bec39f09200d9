import type { CheckCosts } from './in-process';
import type { Phases } from './phases';
import type { Group, Results, Verdict } from './plan';
import { boundTable, checkTable, groupSections, machine, partTable, phaseTable } from './report';
import type { Tools } from './tools';

/** All measurements of a benchmark run. */
export interface Measured {
  readonly tools: Tools;
  readonly groups: readonly Group[];
  readonly results: Results;
  readonly verdicts: readonly Verdict[];
  readonly costs: readonly CheckCosts[];
  readonly phases: Phases;
}

/** The page on benchmarks. */
export function page({ tools, groups, results, verdicts, costs, phases }: Measured): string {
  const split = costs.find(({ hosts }) => hosts === 10_000);
  return `# Benchmarks

Written by \`npm run bench\`. Times differ between machines and moments: compare only the ratios within one run. A ratio is the
median over all rounds. A time is the median with its range. The time for 1 host is mostly start-up, so it has no bound.

${machine(tools)}

## Bounds

${boundTable(verdicts)}

## Whole runs

All tools make the same objects: a gateway, its authorization, the admission policies, and N hosts with TLS, retries and an
approval. Each host has four objects. \`bench/rivals.ts\` generates the programs of the other tools from our objects. Before the
measurement, their output for 1 and 100 hosts is compared with ours, object by object.

The other tools only print given objects. Only kubeconform checks them: it knows the schemas, but no CEL rules and no rules over
several objects. Our program is the compiled app, \`bench/app.ts\`, with the published form of the library and all checks. It and
naive cdk8s write files into an empty folder; the others print into a file. For 20,000 hosts our app has two gateways, because the
request policy of one gateway cannot contain so many names.

A run is a whole process from start to end. Peak memory is that of the largest process of a command. The commands of a table run
in turn.

${groupSections(groups, results)}

## Checks

The time of all checks of the objects, compared with cdk8s' own \`toJson\` of the same objects. Each measurement runs in a new
process, after the constructs are created.

${checkTable(costs)}

${split ? `The parts for 10,000 hosts. The first rule that needs some data of the graph pays for it.\n\n${partTable(split)}` : ''}

## Where our time goes

The steps of a synthesis of 10,000 hosts (\`bench/phases.ts\`).

${phaseTable(phases)}
`;
}
