import {
  type Field,
  flag,
  listOf,
  objectOf,
  optional,
  required,
  type Shape,
  type ShapeTexts,
  someOf,
  text,
  value,
} from '../../core/shapes';
import { type CelReads, RequestCondition, type TimeWindow } from '../authz/request-condition';
import { type Alternative, alone, by, form, listForm, namedFields, nothing, type Origins, strictly } from './form';
import type { BodyField, CelDocument, ConditionDocument, NamedPattern, NamedValues, NamesOf } from './host-document';
import { inYaml } from './yaml-words';

const RULE = 'input/requests';
const CONDITION: ShapeTexts = {
  rule: RULE,
  allowed: 'a condition, such as header: { name: x-team, values: [team-a] }',
  fix: 'write the name of one condition, and what it needs below it',
};
const CONDITIONS: ShapeTexts = { ...CONDITION, allowed: 'a list of conditions', fix: 'write each condition after a dash' };
const TEXT: ShapeTexts = { rule: RULE, allowed: 'a text', fix: 'write a text; in quotes, if it looks like a number' };
const TEXTS: ShapeTexts = { rule: RULE, allowed: 'a list of at least one text', fix: 'write each text after a dash, or [a, b]' };

const texts = someOf(text(TEXT), TEXTS);
const word: Field = required(text(TEXT), () => '');
const words: Field = required(texts, () => []);
const isScalar = (given: unknown) => ['string', 'number', 'boolean'].includes(typeof given);
const SCALARS: ShapeTexts = { ...TEXTS, allowed: 'a list of at least one text, number, or true or false' };

const named = (fields: string) => ({ rule: RULE, allowed: `the fields ${fields}`, fix: `write ${fields} below it` });
const namedValues = objectOf({ name: word, values: words } satisfies Record<keyof NamedValues, Field>, named('name and values'));
const namedPattern = objectOf(
  { name: word, pattern: word } satisfies Record<keyof NamedPattern, Field>,
  named('name and pattern'),
);
const bodyField = objectOf(
  { field: word, values: required(someOf(value(isScalar, SCALARS), SCALARS), () => []) } satisfies Record<keyof BodyField, Field>,
  named('field and values'),
);
const cel = objectOf(
  {
    expression: word,
    headers: optional(listOf(text(TEXT), { ...TEXTS, allowed: 'a list of the names of request headers' })),
    body: optional(flag(RULE, 'correct the value, or remove body for false')),
  } satisfies Record<keyof CelDocument, Field>,
  named('expression, headers and body'),
);

const window = namedFields<TimeWindow>(
  { days: true, from: true, until: true, timeZone: true },
  named('days, from, until and timeZone'),
);

/** The conditions, in the form of documents. */
export function conditionForms(origins: Origins): { readonly condition: Shape; readonly conditions: Shape } {
  const condition: Shape = (given, path, reading) => {
    const made = form(alternatives, CONDITION, origins)(given, path, reading);
    return made instanceof RequestCondition && made.mistake !== undefined
      ? reading.report(origins.get(made) ?? path, inYaml(made.mistake), MISTAKE)
      : made;
  };
  const conditions = listForm(condition, CONDITIONS, origins);
  /** A condition of others is not made of a part of them. */
  const whole = strictly(conditions);
  const alternatives = {
    ...SINGLE,
    all: by(whole, (of: readonly RequestCondition[]) => RequestCondition.all(...of)),
    any: by(whole, (of: readonly RequestCondition[]) => RequestCondition.any(...of)),
    not: by(condition, RequestCondition.not),
  } satisfies Record<NamesOf<ConditionDocument>, Alternative>;
  return { condition, conditions };
}

const MISTAKE: ShapeTexts = {
  rule: RULE,
  allowed: 'a condition that a request can meet, as its documentation says',
  fix: 'correct the condition',
};

const SINGLE = {
  always: alone(nothing(CONDITION), () => RequestCondition.always()),
  method: by(strictly(texts), (methods: readonly string[]) => RequestCondition.method(...methods)),
  path: by(strictly(texts), (paths: readonly string[]) => RequestCondition.path(...paths)),
  pathMatches: by(text(TEXT), RequestCondition.pathMatches),
  query: by(strictly(namedValues), ({ name, values }: NamedValues) => RequestCondition.query(name, ...values)),
  header: by(strictly(namedValues), ({ name, values }: NamedValues) => RequestCondition.header(name, ...values)),
  headerMatches: by(strictly(namedPattern), ({ name, pattern }: NamedPattern) => RequestCondition.headerMatches(name, pattern)),
  headerPresent: by(text(TEXT), RequestCondition.headerPresent),
  headerAbsent: by(text(TEXT), RequestCondition.headerAbsent),
  during: by(strictly(window), (given: TimeWindow) => RequestCondition.during(given)),
  bodyField: by(strictly(bodyField), ({ field, values }: BodyField) => RequestCondition.bodyField(field, ...values)),
  cel: by(strictly(cel), ({ expression, ...reads }: CelDocument) => RequestCondition.cel(expression, reads satisfies CelReads)),
};
