import type { Finding, TrailStep } from '../../core/finding';
import { objectName, show } from '../../core/format-finding';
import { listAt } from '../../core/group-by';
import { showPath } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { ObjectFinding } from '../object/check-object';
import type { EgressPath } from './egress-path';
import { type Invariant, placeOf } from './invariant';
import type { Selected, Selection } from './select';
import type { UndecidedObject } from './undecided-objects';
import type { UnusedSelector } from './unused-selectors';
import type { Violation } from './violation';

/** A path, and what an invariant selects of it. */
export interface Reported {
  readonly path: EgressPath;
  readonly selection: Selection;
}

/** Collects the findings of invariants, each once. */
export class Report {
  /** The findings about objects. */
  public readonly ofObjects = new Map<Manifest, ObjectFinding[]>();
  /** The findings about the file with the invariants. */
  public readonly ofFile: Finding[] = [];
  private readonly seen = new Map<string, ObjectFinding>();

  /** Adds what violates an invariant, or what cannot be decided. */
  public add(invariant: Invariant, { undecided, ...mismatch }: Violation, reported?: Reported): void {
    const { applies = undefined, selected = [], unsure } = reported?.selection ?? { applies: true };
    const reason = applies === undefined ? unsure : undecided;
    const caller = reported?.path.leg && (invariant.callers || invariant.except?.callers) ? callerOf(selected) : '';
    const key = [invariant.name, objectName(mismatch.object), showPath(mismatch.path), show(mismatch.got), caller].join(' ');
    const before = this.seen.get(key);
    // Another path to the same place can be known to violate the invariant.
    if (before && (before.rule === VIOLATED || reason !== undefined)) return;
    if (before) this.remove(before);
    const trail = reported ? [callerStep(selected), ...reported.path.steps()] : undefined;
    const rule = reason === undefined ? VIOLATED : 'invariant/undecided';
    const severity = reason === undefined ? 'error' : (invariant.undecided ?? 'warning');
    const found = { rule, severity, ...mismatch, message: messageOf(invariant, reason), ...(trail && { trail }) } as const;
    this.seen.set(key, found);
    this.put(found);
  }

  /** Adds an object about which invariants cannot be decided. */
  public addObject({ object, path, got, allowed, fix, concerned, reason }: UndecidedObject): void {
    const names = concerned.map(({ name }) => name).join(', ');
    const message = `whether these invariants hold is not known, because ${reason}: ${names}`;
    const severities = new Set(concerned.map(({ undecided = 'warning' }) => undecided));
    const severity = (['error', 'warning', 'info'] as const).find((one) => severities.has(one)) ?? 'warning';
    this.put({ rule: 'invariant/undecided', severity, object, path, message, got, allowed, fix });
  }

  /** Adds a selector that selects nothing. */
  public addUnused({ invariant, path, got, allowed, fix }: UnusedSelector): void {
    const message = `the invariant ${invariant.name} is about something that is not in the manifests`;
    this.ofFile.push({ rule: 'invariant/unused', severity: 'warning', ...invariant.place, path, message, got, allowed, fix });
  }

  private put(finding: ObjectFinding): void {
    listAt(this.ofObjects, finding.object).push(finding);
  }

  private remove(finding: ObjectFinding): void {
    const others = this.ofObjects.get(finding.object) ?? [];
    others.splice(others.indexOf(finding), 1);
  }
}

const VIOLATED = 'invariant/violated';

function messageOf(invariant: Invariant, reason: string | undefined): string {
  const { name, because } = invariant;
  const named = `the invariant ${name} (${placeOf(invariant)})`;
  if (reason !== undefined) return `whether ${named} holds is not known: ${reason}`;
  return `violates ${named}${because === undefined ? '' : `: ${because}`}`;
}

/** The first caller of a path, and how many others there are. */
function callerOf(selected: readonly Selected[]): string {
  const all = selected.flatMap(({ callers }) => (callers === 'anyone' ? ['anyone'] : callers.map(({ text }) => text)));
  const [first, ...more] = new Set(all);
  if (first === undefined) return 'callers that are not known';
  return more.length > 0 ? `${first} and ${more.length} more` : first;
}

function callerStep(selected: readonly Selected[]): TrailStep {
  const text = callerOf(selected);
  const [first] = selected;
  if (!first) return { text, path: [] };
  const { grant, callers } = first;
  const path = callers === 'anyone' ? grant.path : (callers[0]?.path ?? grant.path);
  return { object: grant.object, path, text };
}
