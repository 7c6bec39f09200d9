import type { CheckCosts } from './in-process';
import type { Phases } from './phases';
import type { Group, Results, Verdict } from './plan';
import { boundTable, checkTable, groupSections, machine, partTable, phaseTable } from './report';
import type { Tools } from './tools';

/** All that a bench measured. */
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

Written by \`npm run bench\`. Machines are noisy and differ: only ratios within one run say something. A ratio is the middle one
of those of the rounds; times are medians with their spread. The time of a small run, which is start-up for the most part, is reported
without a bound.

${machine(tools)}

## Bounds

${boundTable(verdicts)}

## Whole runs

Each tool makes the same objects: those that our constructs emit for a gateway, its authorization, the admission policies, and
N hosts with TLS, retries and an approval, four objects a host. The programs of the others are made from our objects
(\`bench/rivals.ts\`), and their output for 1 and 100 hosts is read and compared, object by object, before anything is measured.
None of them has to decide what the objects are, and only kubeconform checks any: it knows the schemas, but neither CEL rules
nor what objects mean together. Ours is the compiled app, \`bench/app.ts\`, with the library as it is published and all
checks; it and naive cdk8s write files into an empty folder, the others print into a file. For 20,000 hosts it has two gateways:
the request policy of one could not name them all. A run is a whole process from its start to its end; peak memory is that of
the largest process of a command. All commands of a table run by turns.

${groupSections(groups, results)}

## Checks

All checks of the objects, after constructs and synthesis, against cdk8s' own \`toJson\` of the same objects, in one process that
did neither before.

${checkTable(costs)}

${split ? `The parts for 10,000 hosts; what a rule asks of the graph first, it pays for:\n\n${partTable(split)}` : ''}

## Where our time goes

A synthesis of 10,000 hosts in steps (\`bench/phases.ts\`).

${phaseTable(phases)}
`;
}
