import { listAt } from '../../core/group-by';
import type { EgressPath } from './egress-path';
import { isOpenHost } from './legs';
import type { Report, Reported } from './report';
import { type Prepared, selectionOf } from './select';
import type { Violation } from './violation';

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
  const texts = textsOf(most);
  const uncounted = uncountedHosts(path) ?? (selection.applies === undefined ? { at: path.at, got: UNKNOWN_CALLERS } : undefined);
  if (uncounted) {
    const { at, ...more } = uncounted;
    report.add(invariant, { object: path.object, path: at, ...texts, ...more }, reported);
    return;
  }
  const { unsure: undecided } = path.access;
  if (undecided !== undefined)
    report.add(invariant, { object: path.object, path: path.at, ...texts, got: UNKNOWN_CALLERS, undecided }, reported);
  for (const { callers } of selection.selected) {
    const namespaces = callers === 'anyone' ? [undefined] : callers.map(({ namespace }) => namespace);
    for (const namespace of new Set(namespaces)) {
      if (namespace !== undefined) for (const host of hostsOf(path)) listAt(into, namespace).push({ host, reported });
      else report.add(invariant, { object: path.object, path: path.at, ...texts, ...ANY_NAMESPACE }, reported);
    }
  }
}

const UNKNOWN_CALLERS = 'callers that are not known';
const ANY_NAMESPACE = { got: 'callers of any namespace', undecided: 'the namespaces of the callers are not known' };

type Uncounted = Pick<EgressPath, 'at'> & Pick<Violation, 'got' | 'undecided'>;

/** Why the hosts of a path cannot be counted. Pods that leave without a gateway reach any number. */
function uncountedHosts({ way, names, unknown, at }: EgressPath): Uncounted | undefined {
  if (!names && way === 'direct') return { at, got: 'addresses outside the cluster, without a gateway' };
  if (!names) return { at, got: 'hosts that are not known', undecided: unknown ?? 'the hosts are not known' };
  const open = names.find(({ text }) => isOpenHost(text));
  return open && { at: open.at, got: open.text, undecided: `${open.text} stands for any number of hosts` };
}

/** The hosts of a path. Addresses of a host with a name are not hosts of their own. */
function hostsOf({ names = [] }: EgressPath): readonly string[] {
  const targets = names.filter(({ isAlias }) => !isAlias);
  const hosts = targets.filter(({ addresses }) => !addresses);
  return (hosts.length > 0 ? hosts : targets).map(({ text }) => text);
}
