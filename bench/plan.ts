import { type Command, type Effort, median, type Run } from './measure';
import { everyone, FROM_FILES, FROM_PROGRAM, HELM, HELM_CHECKED, MAIN, NAIVE, naive, OURS, ours, teams } from './subjects';
import type { Tools } from './tools';

/** Commands that are measured in turn. */
export interface Group {
  readonly id: string;
  readonly title: string;
  readonly commands: readonly Command[];
  readonly effort: Effort;
}

export const LOADING = 'node -e "require(\'cdk8s\')"';
export const REFERENCE = 'main.ts through the TypeScript runner';
const SPREAD = 'cdk8s-egress, 300 charts';
const DOUBLE = 'cdk8s-egress, 20,000 hosts';

/** The numbers of hosts for which the tools are compared. */
export const SIZES = [1, 100, 1_000, 10_000] as const;

/** All measurements of whole runs. */
export function fullPlan(folder: string, tools: Tools): Group[] {
  const all = (hosts: number) => everyone(folder, tools, hosts);
  return [
    group('1', '1 host', [...all(1), ...startUp()], { least: 7, most: 15, seconds: 30 }),
    group('100', '100 hosts', all(100), { least: 5, most: 11, seconds: 20 }),
    group('1000', '1,000 hosts', all(1_000), { least: 5, most: 9, seconds: 25 }),
    group('10000', '10,000 hosts', [...all(10_000), ours(10_000, 300, SPREAD), ours(20_000, 1, DOUBLE)], {
      least: 5,
      most: 7,
      seconds: 120,
    }),
    ofTeams(folder, { least: 9, most: 15, seconds: 20 }),
    group('charts', '3,000 hosts over several charts', overCharts(folder), { least: 3, most: 5, seconds: 45 }),
  ];
}

/** A part that is large enough to detect in CI that something became much slower. */
export function quickPlan(folder: string, tools: Tools): Group[] {
  const all = (hosts: number) => everyone(folder, tools, hosts);
  return [
    group('1', '1 host', [...all(1), ...startUp()], { least: 5, most: 5, seconds: 0 }),
    ofTeams(folder, { least: 5, most: 5, seconds: 0 }),
    group('1000', '1,000 hosts', all(1_000), { least: 3, most: 3, seconds: 0 }),
    group('10000', '10,000 hosts', [...all(10_000), ours(10_000, 300, SPREAD)], { least: 1, most: 2, seconds: 25 }),
  ];
}

function group(id: string, title: string, commands: readonly Command[], effort: Effort): Group {
  return { id, title, commands, effort };
}

function ofTeams(folder: string, effort: Effort): Group {
  return group('teams', '300 hosts of 20 teams, in files and in the program', teams(folder), effort);
}

function startUp(): Command[] {
  return [
    { title: "node -e ''", words: ['node', '-e', ''] },
    { title: LOADING, words: ['node', '-e', "require('cdk8s')"] },
    { title: REFERENCE, words: ['node', '--require', 'cdk8s-plus-30', '--require', 'tsx/cjs', MAIN] },
  ];
}

function overCharts(folder: string): Command[] {
  return [1, 10, 100, 300].flatMap((charts) => [
    ours(3_000, charts, `cdk8s-egress, ${charts} charts`),
    naive(folder, 3_000, charts, `naive cdk8s, ${charts} charts`),
  ]);
}

/** A limit on the ratio of two commands in a group. */
interface Bound {
  readonly text: string;
  readonly group: string;
  readonly ours: string;
  readonly other: string;
  readonly of: keyof Run;
  /** The maximum of ours, relative to the other. */
  readonly most: number;
}

const BOUNDS: readonly Bound[] = [
  bound('10,000 hosts, compared with `helm template`', '10000', OURS, HELM, 0.7),
  bound('10,000 hosts, compared with naive cdk8s, which checks nothing', '10000', OURS, NAIVE, 0.4),
  bound('10,000 hosts, compared with helm and kubeconform', '10000', OURS, HELM_CHECKED, 0.3),
  bound('1,000 hosts, compared with `helm template`', '1000', OURS, HELM, 1.3),
  bound(
    'the reference app through the TypeScript runner, compared with `node -e "require(\'cdk8s\')"`',
    '1',
    REFERENCE,
    LOADING,
    4,
  ),
  bound('10,000 hosts over 300 charts, compared with one chart', '10000', SPREAD, OURS, 1.2),
  bound('300 hosts of 20 teams in files, compared with the program', 'teams', FROM_FILES, FROM_PROGRAM, 1.2),
  bound('20,000 hosts, compared with 10,000', '10000', DOUBLE, OURS, 2.2),
  bound('memory for 20,000 hosts, compared with 10,000', '10000', DOUBLE, OURS, 2.2, 'memory'),
  bound('memory for 10,000 hosts, compared with naive cdk8s', '10000', OURS, NAIVE, 1.5, 'memory'),
];

function bound(text: string, group: string, ours: string, other: string, most: number, of: keyof Run = 'wall'): Bound {
  return { text, group, ours, other, of, most };
}

/** A bound, and the measured ratio. */
export interface Verdict {
  readonly text: string;
  readonly most: number;
  readonly got: number;
}

/** The measurements, by group and command. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, readonly Run[]>>;

/** The bounds for which both sides were measured. */
export function verdicts(results: Results): Verdict[] {
  return BOUNDS.flatMap(({ group, ours, other, of, text, most }) => {
    const [mine, theirs] = [ours, other].map((title) =>
      results
        .get(group)
        ?.get(title)
        ?.map((run) => run[of]),
    );
    return mine && theirs ? [{ text, most, got: ratio(mine, theirs) }] : [];
  });
}

/** The median of the ratios of the rounds. What slows down a round slows down both sides. */
export function ratio(mine: readonly number[], theirs: readonly number[]): number {
  return median(mine.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
