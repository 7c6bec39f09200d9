import { CONTENT_KINDS, inContentOrder, kindOfLine, linesByKind, restOfLine } from '../../core/approval-text';
import { isObject } from '../../core/shapes';

/**
 * What differs between the approved lines and those of today, in words, such as `rule reads: approved for GET, now also POST`. Empty if
 * they are the same, in whatever order they are written.
 */
export function contentChanges(approved: readonly string[], today: readonly string[]): readonly string[] {
  const [before, after] = [inContentOrder(approved), inContentOrder(today)];
  if (before.join('\n') === after.join('\n')) return [];
  const [old, present] = [linesByKind(before), linesByKind(after)];
  const kinds = new Set([...CONTENT_KINDS, ...old.keys(), ...present.keys()]);
  return [...kinds].flatMap((kind) => {
    const [was, is] = [old.get(kind) ?? [], present.get(kind) ?? []];
    if (isSame(was, is)) return [];
    const changes = changesOf(kind, was, is);
    return changes.length > 0 ? changes : [rewritten(kind, was, is)];
  });
}

/** A line can have nothing but its kind. */
const isSame = (was: readonly string[], is: readonly string[]) =>
  was.length === is.length && was.every((line, index) => line === is[index]);

/** Lines that mean the same, in other words than today's, with which the objects are compared. */
function rewritten(what: string, was: readonly string[], is: readonly string[]): string {
  const shown = (lines: readonly string[]) => lines.map((line) => JSON.stringify(line)).join(', ') || 'nothing';
  return `${what}: written as ${shown(was)}, now as ${shown(is)}`;
}

function changesOf(kind: string, was: readonly string[], is: readonly string[]): readonly string[] {
  if (kind === 'requests') return ruleChanges(was, is);
  if (kind === 'identities') return namedChanges(was, is);
  if (kind === 'callers' || kind === 'addresses' || kind === 'ways') return setChange(kind, entriesOf(was), entriesOf(is));
  if (was.includes('')) return [];
  return [`${kind}: approved ${was.join('; ') || 'none'}, now ${is.join('; ') || 'none'}`];
}

const entriesOf = (lines: readonly string[]) => lines.flatMap((line) => line.split(/, ?/)).filter(Boolean);

/** `what: approved for a, b, now also c, no longer b`; nothing if both have the same entries. */
function setChange(what: string, was: readonly string[], is: readonly string[]): string[] {
  const came = is.filter((one) => !was.includes(one));
  const gone = was.filter((one) => !is.includes(one));
  if (came.length + gone.length === 0) return [];
  const parts = [
    `approved for ${was.join(', ') || 'nobody'}`,
    ...(came.length > 0 ? [`now also ${came.join(', ')}`] : []),
    ...(gone.length > 0 ? [`no longer ${gone.join(', ')}`] : []),
  ];
  return [`${what}: ${parts.join(', ')}`];
}

/** Lines that begin with a name, such as those of the callers of each set. */
function namedChanges(was: readonly string[], is: readonly string[]): readonly string[] {
  const [before, after] = [byName(was), byName(is)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, present] = [before.get(name) ?? [], after.get(name) ?? []];
    return setChange(`callers of ${name}`, old, present);
  });
}

function byName(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(lines.map((line) => [kindOfLine(line), entriesOf([restOfLine(line)])]));
}

interface Rule {
  readonly title: string;
  readonly methods: readonly string[] | undefined;
  /** The whole rule without its methods. */
  readonly rest: string;
  readonly line: string;
}

/** What is no rule as JSON is a rule that is called as it is written. */
function ruleOf(line: string): Rule {
  const given = parsed(line);
  if (!isObject(given)) return { title: line, methods: undefined, rest: line, line };
  const when = Array.isArray(given.when) ? given.when : [];
  const methods = when.flatMap((term) => (isObject(term) && Array.isArray(term.methods) ? (term.methods as string[]) : []));
  const title = given.allow === undefined ? `deny ${given.deny}` : `allow ${given.allow}`;
  const others = when.filter((term) => !isObject(term) || term.methods === undefined);
  return { title, methods: methods.length > 0 ? methods : undefined, rest: JSON.stringify({ ...given, when: others }), line };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Rules by their effect and name. */
function ruleChanges(was: readonly string[], is: readonly string[]): readonly string[] {
  const [before, after] = [was.map(ruleOf), is.map(ruleOf)];
  const find = (rules: readonly Rule[], { title }: Rule) => rules.find((rule) => rule.title === title);
  const changed = before.flatMap((old) => {
    const present = find(after, old);
    return present === undefined ? [`no longer: rule ${old.title}`] : ruleChange(old, present);
  });
  const came = after.filter((rule) => !find(before, rule)).map(({ title, line }) => `not approved: rule ${title}, ${line}`);
  if (changed.length + came.length > 0) return [...changed, ...came];
  const titles = (rules: readonly Rule[]) => rules.map(({ title }) => title).join(', ');
  return [`order of the rules, of which the first that matches decides: approved ${titles(before)}, now ${titles(after)}`];
}

function ruleChange(old: Rule, present: Rule): readonly string[] {
  if (old.line === present.line) return [];
  if (old.rest !== present.rest) return [`rule ${old.title}: approved ${old.line}, now ${present.line}`];
  const every = ['every method'];
  const title = `rule ${old.title}`;
  const change = setChange(title, old.methods ?? every, present.methods ?? every);
  return change.length > 0 ? change : [rewritten(title, [old.line], [present.line])];
}
