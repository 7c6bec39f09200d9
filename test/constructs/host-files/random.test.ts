import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parseAllDocuments } from 'yaml';
import { EgressError, ExternalHosts, type Finding, formatFinding, TokenIssuer } from '../../../lib';
import { SCHEMA_FILE } from '../../../tools/hosts-schema/schema-file';
import { Dice } from '../../dice';
import { AGENTS, egress, exit, set } from '../../kit';
import { cases } from './equal-hosts';
import { inFolder } from './files';
import { TYPESCRIPT } from './typescript-words';

const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
const documents = cases.map(([, yaml]) => parseAllDocuments(yaml)[0]?.toJS() as object);

type Steps = readonly (string | number)[];

/** The steps to all values of a document. */
function* stepsIn(value: unknown, steps: Steps = []): Iterable<Steps> {
  if (steps.length > 0) yield steps;
  if (Array.isArray(value)) for (const [index, one] of value.entries()) yield* stepsIn(one, [...steps, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) yield* stepsIn(one, [...steps, key]);
}

const TEXTS = ['', ' ', 'x', '443', 'none', 'GET', '/a', '2026-01-01', '__proto__', 'constructor', 'granted', 'bücher', '\u0000'];
const KEYS = [
  'host',
  'name',
  'granted',
  'originate',
  'alias',
  'allow',
  'header',
  'issuer',
  '__proto__',
  'toString',
  'namespace',
  '',
];

function randomValue(dice: Dice, depth = 0): unknown {
  const inner = () => randomValue(dice, depth + 1);
  const scalars = [() => null, () => dice.chance(0.5), () => dice.pick([-1, 0, 1.5, 443, 1e21]), () => dice.pick(TEXTS)];
  const object = () => JSON.parse(`{${dice.list(0, 3, () => `${JSON.stringify(dice.pick(KEYS))}:${JSON.stringify(inner())}`)}}`);
  return dice.pick(depth > 2 ? scalars : [...scalars, object, () => dice.list(0, 3, inner)])();
}

/** A document with a random value in place of one of its own, or with a further key. */
function changed(document: object, dice: Dice): object {
  const copy = structuredClone(document);
  const steps = dice.pick([...stepsIn(copy)]);
  const owner = steps.slice(0, -1).reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], copy);
  const last = steps.at(-1) as string;
  const key = dice.chance(0.3) && !Array.isArray(owner) ? dice.pick(KEYS) : last;
  Object.defineProperty(owner, key, { value: randomValue(dice), enumerable: true, configurable: true, writable: true });
  return copy;
}

/** The errors for a document. Every exception but that of an app with errors fails the test. */
function errorsOf(document: object): readonly Finding[] {
  return inFolder({ 'a.json': JSON.stringify(document, undefined, 1) }, () => {
    const { app, chart } = egress();
    const gateway = exit(chart, { callerSets: [AGENTS, set('batch', 8081)] });
    const keys = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'k', n: 'x', e: 'AQAB' }] });
    const issuer = new TokenIssuer(chart, 'issuer', {
      name: 'pods',
      gateway,
      issuer: 'https://k8s',
      audience: 'egress',
      jwks: keys,
    });
    const known = { callerSets: [AGENTS, set('batch', 8081)], tokenIssuers: [issuer] };
    ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'a.json', ...known });
    try {
      app.synthYaml();
      return [];
    } catch (error) {
      if (error instanceof EgressError) return error.findings.filter(({ severity }) => severity === 'error');
      throw error;
    }
  });
}

test('a random value in a document is a finding with its place, or accepted; and a finding if the schema refuses it', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const dice = new Dice(17);
  for (let n = 0; n < 200; n++) {
    const document = changed(dice.pick(documents), dice);
    const text = JSON.stringify(document);
    const errors = errorsOf(document);
    const printed = errors.map(formatFinding).join('\n');
    expect({ text, printed, shown: /undefined|\[object/.test(printed) }).toEqual({ text, printed, shown: false });
    const said = errors.filter(({ file }) => file).map(({ allowed, fix, message }) => [allowed, fix, message].join('\n'));
    expect({ text, inTypeScript: said.filter((one) => TYPESCRIPT.test(one)) }).toEqual({ text, inTypeScript: [] });
    const ofDocument = errors.filter(
      ({ construct = '' }) => !construct.startsWith('egress/gateway') && !construct.startsWith('egress/policy'),
    );
    const lost = ofDocument.filter(({ file, line, column }) => file !== 'a.json' || !line || !column);
    expect({ text, lost }).toEqual({ text, lost: [] });
    expect({ text, isReported: errors.length > 0 || validate(document) }).toEqual({ text, isReported: true });
  }
  stderr.mockRestore();
});
