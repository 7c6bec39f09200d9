import { memoize } from '../../../../core/memo';
import type { EvaluationEnvironment } from '../../evaluation/evaluator';
import { NotEvaluated } from '../../evaluation/fault';
import { merged, STANDARD_FUNCTIONS } from '../../evaluation/functions';
import { parseJson } from '../../evaluation/functions/json';
import type { FunctionTable, Overloads } from '../../evaluation/overloads';
import { Opaque, typeValueOf, type Value } from '../../evaluation/values';
import type { CelType } from '../../typing/cel-type';
import { REQUEST_ENVIRONMENT } from '../request-environment';
import { ANSWER_FUNCTIONS } from './answer-functions';
import { decodeJwt } from './jwt';
import { REQUEST_MESSAGES } from './request-messages';

/** What the names of a request policy stand for. */
export interface Names {
  /** The value of a variable of the environment: `object`. `undefined` for one that is not bound. */
  variable(name: string): Value | undefined;
  /** The clock of the server. */
  readonly now: Date;
}

const JSON_LIBRARY = new Opaque('json.Json', undefined, 'json');

/** What an expression of a request policy can name and call, for one request. */
export function requestEvaluation({ variable, now }: Names): EvaluationEnvironment {
  return {
    overloads: (name) => (name === 'jwt.Decode' ? decodeAt(now) : Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined),
    isFunction: (name) => Object.hasOwn(FUNCTIONS, name) || REQUEST_ENVIRONMENT.signatures(name) !== undefined,
    named: (name) => (name === 'json' ? JSON_LIBRARY : (variable(name) ?? named(name))),
    messages: REQUEST_MESSAGES,
  };
}

const FUNCTIONS: FunctionTable = merged([
  STANDARD_FUNCTIONS,
  ANSWER_FUNCTIONS,
  { Unmarshal: { 'json.Json, string': (_: Value, text: string) => parseJson(text) } },
]);

/** The function that reads the clock of the server. */
function decodeAt(now: Date): Overloads {
  return { 'string, string': (token: string, key: string) => decodeJwt(token, key, now) };
}

/** A type by its name. @throws NotEvaluated for a constant whose value the tables do not have */
function named(name: string): Value | undefined {
  const type = typeOf(name);
  if (type === 'none') {
    if (REQUEST_ENVIRONMENT.isUnlisted(name)) throw new NotEvaluated(name);
    return undefined;
  }
  if (type.kind !== 'type') throw new NotEvaluated(name);
  return typeValueOf(type.params[0]?.name ?? 'type');
}

const typeOf = memoize((name: string): CelType | 'none' => REQUEST_ENVIRONMENT.named(name) ?? 'none');
