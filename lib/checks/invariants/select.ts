import { matchesName } from '../../core/name-pattern';
import { HostPatterns } from '../../core/net/host-patterns';
import { some, type Verdict } from '../../core/verdict';
import type { Access, EgressPath, Grant, Who } from './egress-path';
import type { CallerSelector, Invariant, Selector, Way } from './invariant';

/** A selector, prepared for many paths. */
export interface Selecting {
  readonly callers: CallerSelector | undefined;
  readonly hosts: HostPatterns | undefined;
  readonly ways: readonly Way[] | undefined;
  /** What it selects of the callers of a listener, which many paths share. */
  readonly known: WeakMap<Access, Selection>;
}

/** An invariant, prepared for many paths. */
export interface Prepared {
  readonly invariant: Invariant;
  readonly within: Selecting;
  readonly except: Selecting | undefined;
}

/** The callers of a path that an invariant is about. */
export interface Selected {
  readonly grant: Grant;
  readonly callers: 'anyone' | readonly Who[];
}

/** What a selector selects of a path. */
export interface Selection {
  /** Whether the invariant is about the path; `undefined` if that is not known. */
  readonly applies: Verdict;
  /** The known callers that it is about. */
  readonly selected: readonly Selected[];
  /** Why that is not known. */
  readonly unsure?: string | undefined;
}

const NOTHING: Selection = { applies: false, selected: [] };

/** What an invariant selects of a path. */
export function selectionOf(path: EgressPath, within: Selecting, except: Selecting | undefined): Selection {
  if (within.ways && !within.ways.includes(path.way)) return NOTHING;
  const byHost = within.hosts ? meetsHosts(path, within.hosts) : true;
  if (byHost === false || (except && isExempt(path, except))) return NOTHING;
  const callers = callersOf(path.access, within, except && concerns(path, except) ? except : undefined);
  if (byHost || !callers.applies) return callers;
  return { ...callers, applies: undefined, unsure: path.unknown ?? 'where the path leads is not known' };
}

function meetsHosts({ names, requested }: EgressPath, hosts: HostPatterns): Verdict {
  if (requested.some((host) => hosts.meets(host))) return true;
  if (!names) return undefined;
  return names.some(({ text }) => hosts.meets(text));
}

/** Whether an exception without callers is about the whole path. */
function isExempt(path: EgressPath, except: Selecting): boolean {
  return !except.callers && concerns(path, except);
}

/** Whether the hosts and ways of an exception contain those of a path. */
function concerns({ way, names }: EgressPath, { hosts, ways }: Selecting): boolean {
  if (ways && !ways.includes(way)) return false;
  return !hosts || (names?.every(({ text, isAlias }) => isAlias || hosts.covers(text)) ?? false);
}

function callersOf(access: Access, within: Selecting, except: Selecting | undefined): Selection {
  const { known } = except ?? within;
  const before = known.get(access);
  if (before) return before;
  const made = readCallers(access, within.callers, except?.callers);
  known.set(access, made);
  return made;
}

function readCallers(access: Access, within: CallerSelector | undefined, except: CallerSelector | undefined): Selection {
  const verdicts = access.grants.map((grant) => selectIn(grant, within, except));
  const selected = verdicts.flatMap(({ selected: one }) => (one ? [one] : []));
  if (selected.length > 0) return { applies: true, selected };
  const unsure = access.unsure ?? verdicts.find((one) => one.unsure !== undefined)?.unsure;
  // Without a selector, it does not matter who calls.
  return { applies: unsure === undefined ? false : within || except ? undefined : true, selected, unsure };
}

interface GrantVerdict {
  readonly selected: Selected | undefined;
  readonly unsure: string | undefined;
}

function selectIn(grant: Grant, within: CallerSelector | undefined, except: CallerSelector | undefined): GrantVerdict {
  if (grant.callers === 'anyone') return { selected: { grant, callers: 'anyone' }, unsure: undefined };
  const left = except ? grant.callers.filter((who) => !covers(except, who)) : grant.callers;
  if (!within) return { selected: left.length > 0 ? { grant, callers: left } : undefined, unsure: undefined };
  const callers = left.filter((who) => meets(within, who) === true);
  const doubtful = left.find((who) => meets(within, who) === undefined);
  return {
    selected: callers.length > 0 ? { grant, callers } : undefined,
    unsure: doubtful && `whether ${doubtful.text} contains such callers is not known`,
  };
}

/** Whether callers of a namespace can be among those that an invariant is about. */
export function concernsNamespace({ callers }: Selector, namespace: string): boolean {
  const who = { text: '', namespace, account: undefined, pattern: undefined, path: [] };
  return !callers || meets(callers, who) !== false;
}

/** Whether a selector is known to name one of a group of callers. */
export function names(selector: CallerSelector, who: Who): boolean {
  return meets(selector, who) === true;
}

/** Whether a selector contains all of a group of callers. */
function covers({ namespaces = [], serviceAccounts = [] }: CallerSelector, { namespace, account }: Who): boolean {
  if (namespace === undefined) return false;
  if (namespaces.some((pattern) => matchesName(pattern, namespace))) return true;
  return account !== undefined && serviceAccounts.some((pattern) => matchesName(pattern, `${namespace}/${account}`));
}

/** Whether a group of callers contains one that a selector names. */
function meets({ namespaces = [], serviceAccounts = [] }: CallerSelector, who: Who): Verdict {
  return some([
    ...namespaces.map((pattern) => meetsNamespace(pattern, who)),
    ...serviceAccounts.map((pattern) => meetsAccount(pattern, who)),
  ]);
}

function meetsNamespace(wanted: string, { namespace, pattern }: Who): Verdict {
  if (namespace !== undefined) return matchesName(wanted, namespace);
  return pattern === undefined || wanted.includes('*') ? undefined : matchesName(pattern, wanted);
}

function meetsAccount(wanted: string, who: Who): Verdict {
  const { namespace, account } = who;
  if (namespace !== undefined && account !== undefined) return matchesName(wanted, `${namespace}/${account}`);
  return meetsNamespace(wanted.slice(0, wanted.indexOf('/')), who);
}

/** Prepares an invariant for many paths. */
export function prepare(invariant: Invariant): Prepared {
  const of = ({ callers, hosts, ways }: Selector): Selecting => ({
    callers,
    ways,
    hosts: hosts && new HostPatterns(hosts),
    known: new WeakMap(),
  });
  return { invariant, within: of(invariant), except: invariant.except && of(invariant.except) };
}
