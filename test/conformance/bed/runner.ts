import { Bed } from './bed';
import type { Case, Group } from './group';
import { namespaceAt, ownNamespaces } from './leftovers';
import { addedSince, sizesOf } from './log-tails';
import type { Toolbox } from './provision';
import type { CaseResult, RunReport } from './report';

const CASE_TIMEOUT_MS = 60_000;
const SETUP_TIMEOUT_MS = 180_000;

/** The message, and its place in the case. Stack frames of the bed do not help the reader. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
  const own = frames.filter((line) => !/node:|conformance\/bed\//.test(line));
  return [error.message, ...own].join('\n');
}

/** Runs a case with a time limit. Returns the error, if there is one. */
async function attempt(work: Case, bed: Bed, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    await Promise.race([work(bed), late]);
    return undefined;
  } catch (error) {
    return textOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function show({ title, passed, ms, error }: CaseResult, logs: string): void {
  console.log(`  ${passed ? 'ok  ' : 'FAIL'} ${title} (${(ms / 1000).toFixed(1)} s)`);
  if (passed) return;
  console.log(`${error?.replace(/^/gm, '       ')}\n  what the components printed meanwhile:\n${logs}`);
}

async function runCase(bed: Bed, group: Group, title: string, work: Case, timeoutMs: number): Promise<CaseResult> {
  const start = performance.now();
  const before = sizesOf(bed.logFiles());
  const error = await attempt(work, bed, timeoutMs);
  const result = { group: group.name, title, passed: error === undefined, ms: Math.round(performance.now() - start) };
  const full = error === undefined ? result : { ...result, error };
  show(full, error === undefined ? '' : addedSince(before, bed.logFiles()));
  return full;
}

async function prepare(bed: Bed, group: Group): Promise<void> {
  await bed.reset();
  if (group.kyverno) await bed.kyverno();
  await group.setup?.(bed);
}

async function runGroup(bed: Bed, group: Group): Promise<CaseResult[]> {
  console.log(`\n${group.name}: ${group.title}`);
  const setup = await runCase(bed, group, '(setup)', () => prepare(bed, group), SETUP_TIMEOUT_MS);
  // Without the setup no case of the group proves anything. Each counts as failed.
  const skipped = { passed: false, ms: 0, error: 'the setup of the group failed' };
  if (!setup.passed) return [setup, ...Object.keys(group.cases).map((title) => ({ group: group.name, title, ...skipped }))];
  const results: CaseResult[] = [];
  for (const [title, work] of Object.entries(group.cases)) {
    results.push(await runCase(bed, group, title, work, group.timeoutMs ?? CASE_TIMEOUT_MS));
  }
  return results;
}

/** Runs groups on one bed. Groups with Kyverno come last, because a running Kyverno affects all requests to the API server. */
export async function runGroups(tools: Toolbox, groups: readonly Group[], full: boolean): Promise<RunReport> {
  const [date, start] = [new Date().toISOString(), performance.now()];
  const bed = await Bed.start(tools, full);
  console.log(`bed ready in ${((performance.now() - start) / 1000).toFixed(1)} s ${JSON.stringify(bed.timings)}`);
  const results: CaseResult[] = [];
  for (const group of [...groups].sort((a, b) => Number(a.kyverno ?? false) - Number(b.kyverno ?? false))) {
    results.push(...(await runGroup(bed, group)));
  }
  const namespaces = [...ownNamespaces(), ...bed.pods.all.map(({ netns }) => namespaceAt(netns))];
  await bed.stop();
  const titles = Object.fromEntries(groups.map(({ name, title }) => [name, title]));
  const { timings, tables } = bed;
  const notes = {
    ...bed.notes,
    'statuses that kgateway lost': bed.lostStatuses.map((name) => `\`${name}\``).join(', ') || 'none',
  };
  const ms = Math.round(performance.now() - start);
  return { date, versions: tools.versions, groups: titles, results, timings, notes, tables, ms, namespaces };
}
