import type { Caller } from './caller';
import { CallerSet } from './caller-set';

/** Who may call a host: a set, or callers without a name for their set. */
export type Callers = CallerSet | readonly Caller[];

/** A set of callers of a gateway: the listener with its name and port is theirs alone. */
export interface ResolvedSet {
  /** The name of the listener. */
  readonly name: string;
  /** The port of the listener, and of the gateway's pods. */
  readonly port: number;
  /** Its callers, each once, sorted by namespace and service account. */
  readonly callers: readonly Caller[];
}

/** The different sets that have the same name. More than one is an error. */
type Contents = [ResolvedSet, ...ResolvedSet[]];

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
    const made = { name, port: set.port, callers: inOrder(set.callers) };
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

  /** The set with a name. */
  public get(name: string): ResolvedSet | undefined {
    return this.byName.get(name)?.[0];
  }

  /** The sets, sorted by name. */
  public get resolved(): readonly ResolvedSet[] {
    return [...this.byName.values()].map(([first]) => first).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The different sets that have the same name. */
  public get conflicts(): readonly Contents[] {
    return [...this.byName.values()].filter((contents) => contents.length > 1);
  }
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

function textOf(callers: readonly Caller[]): string {
  return callers.map(keyOf).join(' ');
}

function contentOf({ port, callers }: ResolvedSet): string {
  return `${port} ${textOf(callers)}`;
}
