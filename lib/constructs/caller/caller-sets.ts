import type { Caller } from './caller';
import { CallerSet, TLS_SUFFIX } from './caller-set';
import type { Listener } from './listener';

/** Who may call a host: a set, or callers without a name for their set. */
export type Callers = CallerSet | readonly Caller[];

/** A set of callers of a gateway: its listeners are theirs alone. */
export interface ResolvedSet {
  /** The name, which is that of its HTTP listener. */
  readonly name: string;
  /** The listeners, sorted by name: one for HTTP, one for TLS, and one for each TCP destination, as its hosts need them. */
  readonly listeners: readonly Listener[];
  /** Its callers, each once, sorted by namespace and service account. */
  readonly callers: readonly Caller[];
}

/** What a host needs of its gateway: a listener for requests, for TLS by name, or for itself. */
export type ListenerNeed =
  | { readonly protocol: 'HTTP' | 'TLS' }
  | { readonly protocol: 'TCP'; readonly name: string; readonly port: number };

/** A declared set, with the listeners that its hosts need so far. */
interface Declared {
  readonly set: CallerSet;
  readonly callers: readonly Caller[];
  readonly listeners: Map<string, Listener>;
}

/** The different sets that have the same name. More than one is an error. */
type Contents = [Declared, ...Declared[]];

/** The sets of one gateway. Hosts whose callers are the same share a set. Its name is that of the first of them. */
export class CallerSets {
  private readonly byName = new Map<string, Contents>();
  private readonly declared = new Set<CallerSet>();
  private readonly unnamed = new Map<string, string>();

  /** Adds a set that has a name. */
  public declare(set: CallerSet): string {
    const { name } = set;
    if (this.declared.has(set)) return name;
    this.declared.add(set);
    const made = { set, callers: inOrder(set.callers), listeners: new Map() };
    const contents = this.byName.get(name);
    if (!contents) this.byName.set(name, [made]);
    else if (!contents.some((other) => contentOf(other) === contentOf(made))) contents.push(made);
    return name;
  }

  /** Adds the callers of a host. Returns the name of their set. */
  public add(hostName: string, callers: Callers): string {
    if (!isList(callers)) return this.declare(callers);
    const key = textOf(inOrder(callers));
    const known = this.unnamed.get(key);
    if (known !== undefined) return known;
    this.unnamed.set(key, hostName);
    return this.declare(new CallerSet({ name: hostName, callers }));
  }

  /** Gives a set the listener that a host needs, once. Returns its name. */
  public listen(setName: string, need: ListenerNeed): string {
    const declared = this.byName.get(setName)?.[0];
    if (!declared) return setName;
    const listener = listenerFor(declared.set, need);
    if (!declared.listeners.has(listener.name)) declared.listeners.set(listener.name, listener);
    return listener.name;
  }

  /** The set with a name. */
  public get(name: string): ResolvedSet | undefined {
    const declared = this.byName.get(name)?.[0];
    return declared && resolved(declared);
  }

  /** The sets, sorted by name. */
  public get resolved(): readonly ResolvedSet[] {
    return [...this.byName.values()].map(([first]) => resolved(first)).sort(byNameOf);
  }

  /** Whether a set has a listener for requests. The others pass connections on. */
  public get hasRequests(): boolean {
    return [...this.byName.values()].some(([{ set, listeners }]) => listeners.has(set.name));
  }

  /** The names of different sets that have the same name. */
  public get conflicts(): readonly string[] {
    return [...this.byName].flatMap(([name, contents]) => (contents.length > 1 ? [name] : []));
  }
}

function listenerFor({ name, port, tlsPort }: CallerSet, need: ListenerNeed): Listener {
  if (need.protocol === 'TCP') return need;
  return need.protocol === 'TLS'
    ? { name: `${name}${TLS_SUFFIX}`, port: tlsPort, protocol: 'TLS' }
    : { name, port, protocol: 'HTTP' };
}

function resolved({ set: { name }, callers, listeners }: Declared): ResolvedSet {
  return { name, callers, listeners: [...listeners.values()].sort(byNameOf) };
}

function byNameOf(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function isList(callers: Callers): callers is readonly Caller[] {
  return Array.isArray(callers);
}

/** Each caller once, so that their order in the program has no effect. */
function inOrder(callers: readonly Caller[]): readonly Caller[] {
  return [...new Map(callers.map((caller) => [keyOf(caller), caller]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
}

function keyOf({ namespace, serviceAccount = '*' }: Caller): string {
  return `${namespace}/${serviceAccount}`;
}

/** Callers as `namespace/account`, or `namespace/*`: each once, sorted. */
export function callerNames(callers: Callers): readonly string[] {
  return inOrder(isList(callers) ? callers : callers.callers).map(keyOf);
}

function textOf(callers: readonly Caller[]): string {
  return callers.map(keyOf).join(' ');
}

function contentOf({ set: { port, tlsPort }, callers }: Declared): string {
  return `${port} ${tlsPort} ${textOf(callers)}`;
}
