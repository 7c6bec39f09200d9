import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckTimes } from './checks';
import { type Command, type Effort, median, roundsOf, run } from './measure';
import type { Phases } from './phases';
import { ratio, type Verdict } from './plan';

/** The cost of the checks for a number of hosts: medians in milliseconds. */
export interface CheckCosts {
  readonly hosts: number;
  readonly objects: number;
  readonly toJson: number;
  readonly all: number;
  /** The time of all checks, relative to `toJson` of the same objects in the same process. */
  readonly ratio: number;
  /** By part: schema, Istio, graph, and each rule. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Measures the checks for each number of hosts, always in a new process. */
export function measureChecks(sizes: readonly number[], folder: string, effort: Effort): CheckCosts[] {
  const subjects = sizes.flatMap((hosts) => ['whole', 'split'].map((mode) => ({ title: `${hosts} ${mode}`, hosts, mode })));
  const command = (hosts: number, mode: string): Command => ({
    title: mode,
    words: ['node', 'build/bench/bench/checks.js', String(hosts), mode, '--json'],
  });
  const times = roundsOf(subjects, ({ hosts, mode }) => printed<CheckTimes>(command(hosts, mode), folder), effort);
  return sizes.map((hosts) => costs(hosts, times.get(`${hosts} whole`) ?? [], times.get(`${hosts} split`) ?? []));
}

function costs(hosts: number, whole: readonly CheckTimes[], split: readonly CheckTimes[]): CheckCosts {
  const all = whole.map(({ parts }) => parts.all ?? Number.NaN);
  const toJson = whole.map((times) => times.toJson);
  return {
    hosts,
    objects: whole[0]?.objects ?? 0,
    toJson: median(toJson),
    all: median(all),
    ratio: ratio(all, toJson),
    parts: medians(split.map(({ parts }) => parts)),
  };
}

/** The bounds on the checks. */
export function checkVerdicts(costs: readonly CheckCosts[]): Verdict[] {
  const of = (size: number) => costs.find(({ hosts }) => hosts === size);
  const [one, two] = [of(10_000), of(20_000)];
  const most = 1.2;
  const perObject = ({ all, objects }: CheckCosts) => all / objects;
  return [
    ...(one ? [{ text: "all checks of the objects of 10,000 hosts, compared with cdk8s' `toJson`", most, got: one.ratio }] : []),
    ...(one && two
      ? [{ text: 'checks per object, 20,000 hosts compared with 10,000', most, got: perObject(two) / perObject(one) }]
      : []),
  ];
}

/** The time of each phase of a synthesis: medians in milliseconds. The last phase is the end of the process. */
export function measurePhases(hosts: number, folder: string, rounds: number): Phases {
  const command = { title: 'phases', words: ['node', 'build/bench/bench/phases.js', String(hosts)] };
  const times = Array.from({ length: rounds }, () => {
    const { wall } = run(command, folder);
    const phases = JSON.parse(readFileSync(join(folder, 'stdout'), 'utf8')) as Phases;
    return { ...phases, 'remaining time, end of the process': wall - Object.values(phases).reduce((sum, ms) => sum + ms, 0) };
  });
  return medians(times);
}

function printed<T>(command: Command, folder: string): T {
  run(command, folder);
  return JSON.parse(readFileSync(join(folder, 'stdout'), 'utf8')) as T;
}

function medians(times: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(times[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(times.map((one) => one[name] ?? Number.NaN))]));
}
