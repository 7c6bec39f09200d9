import { listAt } from '../../core/group-by';
import type { EgressPath } from './egress-path';
import type { Report, Reported } from './report';
import { type Prepared, selectionOf } from './select';

interface Reached {
  readonly host: string;
  readonly reported: Reported;
}

/** Reports each namespace that reaches more hosts than permitted, at the first path that is too many. */
export function hostLimit(
  { invariant, within, except }: Prepared,
  most: number,
  paths: readonly EgressPath[],
  report: Report,
): void {
  const byNamespace = new Map<string, Reached[]>();
  for (const path of paths) {
    const selection = selectionOf(path, within, except);
    if (selection.applies !== false) count({ path, selection }, byNamespace, { invariant, most }, report);
  }
  for (const [namespace, reached] of byNamespace) {
    const first = new Map<string, Reported>();
    for (const { host, reported } of reached) if (!first.has(host)) first.set(host, reported);
    if (first.size <= most) continue;
    const reported = [...first.values()][most] as Reported;
    const { object, at } = reported.path;
    const got = `${first.size} hosts that namespace ${namespace} reaches`;
    report.add(invariant, { object, path: at, got, ...textsOf(most) }, reported);
  }
}

function textsOf(most: number) {
  return { allowed: `at most ${most} hosts for each namespace`, fix: 'remove callers or hosts that are not needed' };
}

function count(
  reported: Reported,
  into: Map<string, Reached[]>,
  { invariant, most }: Pick<Prepared, 'invariant'> & { readonly most: number },
  report: Report,
): void {
  const { path, selection } = reported;
  const { object, at, names } = path;
  const open = names?.find(({ text }) => text.startsWith('*'));
  const undecided = path.unknown ?? (open ? `${open.text} stands for any number of hosts` : undefined);
  const base = { object, path: open?.at ?? at, ...textsOf(most) };
  if (!names || open) {
    report.add(
      invariant,
      { ...base, got: open?.text ?? 'hosts that are not known', undecided: undecided ?? 'the hosts are not known' },
      reported,
    );
    return;
  }
  for (const { callers } of selection.selected) {
    const namespaces = callers === 'anyone' ? [undefined] : callers.map(({ namespace }) => namespace);
    for (const namespace of new Set(namespaces)) {
      if (namespace === undefined) {
        report.add(
          invariant,
          { ...base, got: 'callers of any namespace', undecided: 'the namespaces of the callers are not known' },
          reported,
        );
      } else for (const { text, isAlias } of names) if (!isAlias) listAt(into, namespace).push({ host: text, reported });
    }
  }
  if (selection.applies === undefined) {
    report.add(invariant, { ...base, got: 'callers that are not known' }, reported);
  }
}
