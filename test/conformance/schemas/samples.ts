import type { CelRules } from '../../../lib/checks/cel/cel';
import { readKind } from '../../../lib/checks/object/read-kind';
import { compileKind, validate } from '../../../lib/checks/object/validate';
import type { KindSchema, PinnedKind } from '../../../lib/checks/schema/kind-schema';
import { Dice } from '../../dice';
import { brokenOf, UNREACHABLE } from './broken';
import { Generator, type SchemaPath } from './generator';
import { mutate, mutateMetadata } from './mutate';
import { rulePlaces } from './rule-places';

type Tree = Record<string, unknown>;

/** Valid and invalid objects of a kind, and which rules they break. */
export interface Samples {
  readonly objects: readonly Tree[];
  /** How many CEL rules are broken by an object. */
  readonly rules: number;
  /** The rules that no object breaks, except those that none can. */
  readonly unbroken: readonly string[];
}

const GENERATED = 30;
const MUTATED = 160;
const MUTATED_NATIVE = 80;
const METADATA = 12;
const TRIES = 1500;

/**
 * Objects of a kind for the API server to judge: the seeds, random valid objects, changed ones, and for each CEL rule an object
 * that breaks it.
 *
 * @param seeds valid objects. They are the only source for core kinds, whose schemas are not precise enough to generate any.
 */
export function samplesOf(pinned: PinnedKind, seeds: readonly Tree[], seed: number): Samples {
  const [kind, rules] = [readKind(pinned), pinned.rules()];
  const dice = new Dice(seed);
  const generator = new Generator(dice, kind);
  const broken = new Set<number>();
  const judge = judgeOf(kind, rules, broken);
  // First the objects that do not depend on the seeds, so that other seeds leave no rule unbroken.
  const breaking = breakersIn({ kind, generator, dice, judge, broken });
  const native = isNative(kind.group);
  const valid = [...seeds, ...(native ? [] : validOnes(judge, generator, dice))];
  const changed = Array.from({ length: native ? MUTATED_NATIVE : MUTATED }, () =>
    mutate(dice.pick(valid), kind.schema, { dice, generator }, dice.whole(1, 5)),
  );
  const renamed = Array.from({ length: METADATA }, () => mutateMetadata(dice.pick(valid), dice));
  return { objects: [...valid, ...changed, ...renamed, ...breaking], rules: broken.size, unbroken: unbrokenIn(kind, broken) };
}

const isNative = (group: string) =>
  !group.includes('.') || /^(networking|rbac\.authorization|admissionregistration)\.k8s\.io$/.test(group);

/** Whether an object is accepted. */
type Judge = (object: Tree) => boolean;

/** Judges objects, and records which rules they break. */
function judgeOf(kind: KindSchema, rules: CelRules, broken: Set<number>): Judge {
  const compiled = compileKind(kind, (cel) =>
    rules(cel).map((rule, index) => (self) => rule(self) === true || !broken.add(index)),
  );
  return (object) => validate(object, compiled).length === 0;
}

/** Dice objects that break nothing. */
function validOnes(judge: Judge, generator: Generator, dice: Dice): Tree[] {
  const valid: Tree[] = [];
  for (let i = 0; i < TRIES && valid.length < GENERATED; i++) {
    const object = generator.object(dice.fraction() ** 2 * 0.6);
    if (judge(object)) valid.push(object);
  }
  return valid;
}

interface Search {
  readonly kind: KindSchema;
  readonly generator: Generator;
  readonly dice: Dice;
  readonly judge: Judge;
  readonly broken: ReadonlySet<number>;
}

/** For each rule an object that breaks it: the hand-written ones, then random ones. */
function breakersIn(search: Search): Tree[] {
  const { group, version, kind } = search.kind;
  const known = brokenOf(group ? `${group}/${version}` : version, kind);
  known.forEach(search.judge);
  return [...known, ...[...rulePlaces(search.kind)].flatMap(([index, { path }]) => breakerOf(index, path, search))];
}

/** An object that breaks a rule not broken so far, if one is found. */
function breakerOf(index: number, path: SchemaPath, { kind, generator, dice, judge, broken }: Search): Tree[] {
  for (let i = 0; i < TRIES && !broken.has(index); i++) {
    const object = generator.object(dice.fraction() * 0.5, path);
    const candidate = i % 2 ? mutate(object, kind.schema, { generator, dice }) : object;
    judge(candidate);
    if (broken.has(index)) return [candidate];
  }
  return [];
}

function unbrokenIn(kind: KindSchema, broken: ReadonlySet<number>): string[] {
  const left = [...rulePlaces(kind)].filter(([index]) => !broken.has(index));
  const texts = left.map(([, { path, rule }]) => `${kind.kind} ${path.join('.')}: ${rule}`);
  return texts.filter((text) => !UNREACHABLE.some((pattern) => pattern.test(text)));
}
