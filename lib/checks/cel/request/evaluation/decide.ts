import { lazy, memoize } from '../../../../core/memo';
import type { Path } from '../../../../core/path';
import { evaluate } from '../../evaluation/evaluator';
import { EvaluationError, type Fault, NotEvaluated, outcomeOf, settled } from '../../evaluation/fault';
import { LazyFields, MessageValue, type Value } from '../../evaluation/values';
import { CelError } from '../../syntax/cel-error';
import { parseCel } from '../../syntax/parser';
import { POLICY_VARIABLES } from '../request-environment';
import { requestEvaluation } from './environment';

/** The parts of a request policy that hold CEL. Nothing in it need have the right type. */
export interface PolicyText {
  readonly failurePolicy?: unknown;
  readonly matchConditions?: unknown;
  readonly variables?: unknown;
  /** The server of today. */
  readonly validations?: unknown;
  /** Plugin 0.1. */
  readonly authorizations?: unknown;
  /** Plugin 0.2 and 0.3. */
  readonly deny?: unknown;
  readonly allow?: unknown;
}

/** What one policy makes of a request. */
export type PolicyAnswer =
  /** It has no answer, so that the next policy decides, and at last the server, which allows. */
  | { readonly kind: 'none' }
  /** A `CheckResponse`, and the expression that gave it. */
  | { readonly kind: 'response'; readonly response: MessageValue; readonly path: Path }
  /** The evaluation fails. */
  | { readonly kind: 'error'; readonly message: string; readonly path: Path }
  /** The evaluation needs something that is not known here. */
  | { readonly kind: 'unknown'; readonly what: string; readonly path: Path };

/** The request that a policy judges. */
export interface AskedRequest {
  /** A `CheckRequest`. */
  readonly object: MessageValue;
  /** The clock of the server, which tells whether a token is valid. */
  readonly now: Date;
}

const NONE: PolicyAnswer = { kind: 'none' };

/** What a policy answers to a request. With `failurePolicy: Ignore`, a failed evaluation is no answer. */
export function answerOf(policy: PolicyText, request: AskedRequest): PolicyAnswer {
  const answer = new Evaluation(policy, request).answer();
  return answer.kind === 'error' && policy.failurePolicy === 'Ignore' ? NONE : answer;
}

/** The rules that only refuse, which plugin 0.2 and 0.3 ask in all policies before any that allows. */
export function refusalOf(policy: PolicyText, request: AskedRequest): PolicyAnswer {
  return answerOf({ ...policy, allow: undefined }, request);
}

/** Plugin 0.2 and 0.3: the rules that allow. */
export function permissionOf(policy: PolicyText, request: AskedRequest): PolicyAnswer {
  return answerOf({ ...policy, deny: undefined }, request);
}

interface Entry {
  readonly name?: unknown;
  readonly expression?: unknown;
  readonly match?: unknown;
  readonly response?: unknown;
}

class Evaluation {
  private readonly fields: LazyFields;

  public constructor(
    private readonly policy: PolicyText,
    private readonly request: AskedRequest,
  ) {
    const variables = new Map(
      entries(policy.variables).map(({ name, expression }) => [
        String(name),
        lazy(() => outcomeOf(() => this.value(expression, true))),
      ]),
    );
    this.fields = new LazyFields(POLICY_VARIABLES, (name) => {
      const variable = variables.get(name);
      return variable && settled(variable());
    });
  }

  public answer(): PolicyAnswer {
    const skipped = this.unmatched();
    if (skipped) return skipped;
    for (const [field, list] of [
      ['validations', this.policy.validations],
      ['authorizations', this.policy.authorizations],
    ] as const) {
      for (const [i, { expression }] of entries(list).entries()) {
        const answer = this.of([field, i, 'expression'], () => this.value(expression, true));
        if (answer.kind !== 'none') return answer;
      }
    }
    return this.ofRules('deny') ?? this.ofRules('allow') ?? NONE;
  }

  /** Plugin 0.2 and 0.3: the first rule that matches. */
  private ofRules(field: 'deny' | 'allow'): PolicyAnswer | undefined {
    for (const [i, { match, response }] of entries(this.policy[field]).entries()) {
      const answer = this.of([field, i], () =>
        match === undefined || this.value(match, true) === true ? this.value(response, true) : null,
      );
      if (answer.kind !== 'none') return answer;
    }
    return undefined;
  }

  /** Why the policy does not judge the request: a condition is false, or else one fails. */
  private unmatched(): PolicyAnswer | undefined {
    let failed: PolicyAnswer | undefined;
    for (const [i, { expression }] of entries(this.policy.matchConditions).entries()) {
      const path = ['matchConditions', i, 'expression'];
      const outcome = outcomeOf(() => this.value(expression, false));
      if ('value' in outcome && outcome.value === false) return NONE;
      if ('fault' in outcome && failed?.kind !== 'unknown') failed = ofFault(outcome.fault, path);
    }
    return failed;
  }

  private of(path: Path, evaluation: () => Value): PolicyAnswer {
    const outcome = outcomeOf(evaluation);
    if ('fault' in outcome) return ofFault(outcome.fault, path);
    const { value } = outcome;
    if (value === null) return NONE;
    if (value instanceof MessageValue && !value.isLiteral) return { kind: 'response', response: value, path };
    return { kind: 'error', message: 'the server takes no answer that is written out as a message', path };
  }

  private value(expression: unknown, seesVariables: boolean): Value {
    if (typeof expression !== 'string') throw new EvaluationError('expected CEL as a text');
    return evaluate(
      parsed(expression),
      requestEvaluation({ now: this.request.now, variable: (name) => this.named(name, seesVariables) }),
    );
  }

  private named(name: string, seesVariables: boolean): Value | undefined {
    if (name === 'object') return this.request.object;
    return name === 'variables' && seesVariables ? this.fields : undefined;
  }
}

function ofFault(fault: Fault, path: Path): PolicyAnswer {
  if (fault instanceof NotEvaluated) return { kind: 'unknown', what: fault.what, path };
  return { kind: 'error', message: fault.message, path };
}

/** @throws NotEvaluated for what does not compile: the server has no such policy */
const parsed = memoize((text: string) => {
  try {
    return parseCel(text);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    throw new NotEvaluated(`an expression that does not compile: ${error.message}`);
  }
});

function entries(list: unknown): readonly Entry[] {
  return Array.isArray(list) ? list.map((each: unknown) => (typeof each === 'object' && each !== null ? each : {})) : [];
}
