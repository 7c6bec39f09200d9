import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { EgressError, RequestCondition, RequestRule } from '../../../lib';
import { parseCel } from '../../../lib/checks/cel/syntax/parser';
import { compileRules } from '../../../lib/constructs/authz/compiled-rules';
import { type Condition, celOf, mistakesOf, readsOf } from '../../../lib/constructs/authz/conditions/compile';
import { contextExtensions } from '../../../lib/constructs/authz/context-extensions';
import { authorizationPolicySpec, policyFile } from '../../../lib/constructs/authz/policy-object';
import { requestPolicy } from '../../../lib/constructs/authz/request-policy';
import { CONTEXT } from '../../../lib/core/context-keys';
import { emitDocument } from '../../../lib/manifests/write/emit';
import { Dice } from '../../dice';
import { hostileText } from './hostile-texts';

/** `npm run hostile-texts` tries 100,000. */
const COUNT = Number(process.env.HOSTILE_TEXTS ?? 1_000);
const BENIGN = 'benign';
const HALF = /\p{Surrogate}/u;
const { all, any, bodyField, cel, header, headerAbsent, headerMatches, headerPresent, method, not, path, pathMatches, query } =
  RequestCondition;

type Make = (text: string) => RequestCondition;

/** Every place of a condition that takes a text. The values that it then has are those of {@link valuesOf}. */
const CONDITIONS: Readonly<Record<string, Make>> = {
  header: (text) => header('x-a', text),
  headerName: (text) => header(text, 'a'),
  present: (text) => headerPresent(text),
  absent: (text) => headerAbsent(text),
  headerMatches: (text) => headerMatches('x-a', text),
  method: (text) => method(text),
  path: (text) => path(text),
  pathBelow: (text) => path(`/${text}/*`),
  pathMatches: (text) => pathMatches(text),
  queryName: (text) => query(text, 'a'),
  query: (text) => query('x', text),
  // Dots separate the names of fields inside each other.
  field: (text) => bodyField(text.replaceAll('.', '-'), 'a'),
  fieldInside: (text) => bodyField(`a.${text.replaceAll('.', '-')}`, 'a'),
  body: (text) => bodyField('x', text),
  bodyInside: (text) => bodyField('a.b', text, 1),
  any: (text) => any(header('x-a', text), query('x', text)),
  not: (text) => not(all(header('x-a', text), bodyField('x', text))),
};

/** An expression as data, without offsets. */
const treeOf = (expression: string): unknown =>
  JSON.parse(JSON.stringify(parseCel(expression), (key, value: unknown) => (key === 'offset' ? undefined : value)));

/** A tree with the text in all places of the benign one. */
function replaced(tree: unknown, benign: string, text: string): unknown {
  if (typeof tree === 'string') return tree.replaceAll(benign, () => text);
  if (Array.isArray(tree)) return tree.map((each) => replaced(each, benign, text));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, each]) => [key, replaced(each, benign, text)]));
}

/** Whether an expression is the benign one with the text in its places. */
const isSame = (expression: string, benign: string, text: string) =>
  isEqual(treeOf(expression), replaced(treeOf(benign), BENIGN, text));

/** The number of texts that break out, of each kind; and how many were tried. */
function broken(seed: number, keeps: (text: string) => boolean | undefined, count = COUNT): { wrong: string[]; tried: number } {
  const dice = new Dice(seed);
  const wrong: string[] = [];
  let tried = 0;
  for (let i = 0; i < count; i += 1) {
    const text = hostileText(dice);
    const isRight = keeps(text);
    if (isRight !== undefined) tried += 1;
    if (isRight === false) wrong.push(JSON.stringify(text));
  }
  return { wrong: wrong.slice(0, 10), tried };
}

/** Whether a condition with the text has the same structure as one with a benign text. */
function keepsCel(make: Make, text: string): boolean | undefined {
  const condition = make(text);
  // Refused at synthesis.
  if (mistakesOf(condition).length > 0) return condition.cel === 'false' ? undefined : false;
  return isSame(celOf(condition), celOf(make(BENIGN)), becoming(make, text));
}

/** What becomes of the text: header names are written in lower case, and the dots of fields are none. */
function becoming(make: Make, text: string): string {
  const { headerName, present, absent, field, fieldInside } = CONDITIONS;
  if (make === field || make === fieldInside) return text.replaceAll('.', '-');
  return [headerName, present, absent].includes(make) ? text.toLowerCase() : text;
}

describe('hostile texts never change the structure of', () => {
  // A benign text that is allowed everywhere would hide places that allow little.
  const names = Object.keys(CONDITIONS).filter((name) => !['method', 'path', 'pathBelow'].includes(name));

  test.each(names)('the expression of a condition: %s', (name) => {
    const { wrong, tried } = broken(1, (text) => keepsCel(CONDITIONS[name] as Make, text), COUNT / 4);
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(COUNT / 400);
  });

  test.each(['method', 'path', 'pathBelow'])('the expression of a condition that allows little: %s', (name) => {
    const make = CONDITIONS[name] as Make;
    const benign = { method: 'BENIGN', path: '/benign', pathBelow: 'benign' }[name] as string;
    const same = (text: string) => {
      const condition = make(text);
      if (mistakesOf(condition).length > 0) return condition.cel === 'false' ? undefined : false;
      return isEqual(treeOf(celOf(condition)), replaced(treeOf(celOf(make(benign))), benign, text));
    };
    expect(broken(2, same, COUNT / 4).wrong).toEqual([]);
  });

  test('the headers that are forwarded to the server, and removed: each is one name', () => {
    const named = [CONDITIONS.headerName, CONDITIONS.present, CONDITIONS.absent] as Make[];
    const keeps = (text: string) => {
      const accepted = named.map((make) => make(text)).filter((each) => mistakesOf(each).length === 0);
      return accepted.length === 0
        ? undefined
        : readsOf(accepted).headers.every((name) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name));
    };
    const { wrong, tried } = broken(5, keeps);
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(COUNT / 100);
  });

  test('the rules of a host, and the YAML of its context extensions', () => {
    const places = Object.values(CONDITIONS);
    const dice = new Dice(3);
    const keeps = (text: string) => {
      const when = [dice.pick(places)(text), dice.pick(places)(BENIGN)].filter((each) => mistakesOf(each).length === 0);
      const rules = compileRules([RequestRule.deny({ name: text, when }), RequestRule.allow({ name: 'all' })]);
      const extensions = contextExtensions({ ...CONTEXT_OF_HOST, owner: text, ticket: text, rules });
      const read = JSON.parse(extensions[CONTEXT.rules] as string) as object[];
      if (!isEqual(read, JSON.parse(JSON.stringify(rules.rules))) || read.length !== 2) return false;
      const written = emitted({ metadata: { name: BENIGN }, spec: { contextExtensions: extensions } });
      if (written === undefined) return undefined;
      return isEqual((parse(written) as { spec: { contextExtensions: object } }).spec.contextExtensions, extensions);
    };
    const { wrong, tried } = broken(3, keeps);
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(COUNT / 2);
  });

  test('the policy: messages, names and conditions, in all of its forms', () => {
    const keeps = (text: string) => {
      if (HALF.test(text)) return undefined;
      const allow = [header('x-a', text), cel('true')].filter((each) => mistakesOf(each).length === 0);
      return isEqual(treesOf(text, allow), replaced(treesOf(BENIGN, allow), BENIGN, text));
    };
    expect(broken(4, keeps, COUNT / 20).wrong).toEqual([]);
  });
});

const CONTEXT_OF_HOST = {
  ...{ host: 'api.example.com', aliases: [], authority: 'api.example.com', from: 0, until: 1 },
  callers: [[BENIGN, 8080]] as [string, number][],
};

/** What is written; `undefined` if the text is refused, as half of a character is. */
function emitted(object: object): string | undefined {
  try {
    return emitDocument({ apiVersion: 'v1', kind: 'A', ...object });
  } catch (error) {
    if (error instanceof EgressError) return undefined;
    throw error;
  }
}

/** The expressions of a policy with a text as its message and name, read from what is written. */
function treesOf(text: string, allow: readonly Condition[]): readonly unknown[] {
  const given = { allow, message: text, nodeAddresses: ['169.254.7.127'], decided: true, readsRules: true };
  const parts = requestPolicy({ ...given, name: text });
  const { spec, ...file } = parse(policyFile('own', parts)) as { spec: object };
  const plugin = parse(emitDocument({ spec: authorizationPolicySpec('authorizations', parts) })) as object;
  return [file, treesIn(spec), treesIn(plugin)];
}

/** An object with its expressions as trees. */
function treesIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(treesIn);
  if (typeof value !== 'object' || value === null) return value;
  const treeIn = (key: string, each: unknown) => (key === 'expression' ? treeOf(String(each)) : treesIn(each));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, treeIn(key, each)]));
}

const isEqual = isDeepStrictEqual;
