import { isDeepStrictEqual } from 'node:util';
import { evaluate } from '../../lib/checks/cel/evaluation/evaluator';
import { NotEvaluated, outcomeOf } from '../../lib/checks/cel/evaluation/fault';
import { answerOf, permissionOf, refusalOf } from '../../lib/checks/cel/request/evaluation/decide';
import { requestEvaluation } from '../../lib/checks/cel/request/evaluation/environment';
import { messageOf } from '../../lib/checks/cel/request/evaluation/proto-json';
import { POLICY_VARIABLES, REQUEST_ENVIRONMENT } from '../../lib/checks/cel/request/request-environment';
import { judgeRequestPolicy } from '../../lib/checks/cel/request/request-policy';
import { CelError } from '../../lib/checks/cel/syntax/cel-error';
import { parseCel } from '../../lib/checks/cel/syntax/parser';
import { checkTypes } from '../../lib/checks/cel/typing/checker';
import { canonical } from './canonical';
import { isOfRules } from './dialects';
import type { Answer, Question } from './reference';

/** What the library makes of a question, or what it says it does not evaluate. */
export type OwnAnswer = Answer & { readonly notEvaluated?: string };

export function ownAnswer({ expression, policies, original, object }: Question): OwnAnswer {
  const request = messageOf('envoy.service.auth.v3.CheckRequest', object as never);
  return policies ? decide(policies, original, request) : evaluated(expression as string, request);
}

type Message = ReturnType<typeof messageOf>;

function evaluated(expression: string, object: Message): OwnAnswer {
  try {
    const parsed = parseCel(expression);
    const { problems } = checkTypes(parsed, REQUEST_ENVIRONMENT, { message: POLICY_VARIABLES, types: new Map() });
    if (problems[0]) return { problem: problems[0].message };
    const variable = (name: string) => (name === 'object' ? object : undefined);
    const outcome = outcomeOf(() => evaluate(parsed, requestEvaluation({ variable, now: new Date() })));
    if ('value' in outcome) return { value: canonical(outcome.value) };
    return outcome.fault instanceof NotEvaluated ? { notEvaluated: outcome.fault.what } : { error: outcome.fault.message };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { problem: error.message };
  }
}

/** The first policy that answers or fails decides; with rules of plugin 0.2 and 0.3, what denies comes first. */
function decide(policies: readonly object[], original: Question['original'], object: Message): OwnAnswer {
  const specs = (policies as { spec: object }[]).map(({ spec }) => spec);
  const [problem] = specs.flatMap((spec) => judgeRequestPolicy(spec).problems);
  if (problem) return { problem: problem.message };
  const asked = original?.map(({ spec }) => spec) ?? specs;
  for (const ask of asked.some(isOfRules) ? [refusalOf, permissionOf] : [answerOf]) {
    for (const spec of asked) {
      const answer = ask(spec, { object, now: new Date() });
      if (answer.kind === 'response') return { value: canonical(answer.response) };
      if (answer.kind === 'error') return { error: answer.message };
      if (answer.kind === 'unknown') return { notEvaluated: answer.what };
    }
  }
  return { value: { message: 'envoy.service.auth.v3.CheckResponse', fields: {} } };
}

/** Whether the library answers as the server does. What it does not evaluate, it must not answer. */
export function agrees(server: Answer, own: OwnAnswer): boolean {
  if (own.notEvaluated !== undefined) return server.problem === undefined;
  const [isProblem, isError] = [(answer: Answer) => answer.problem !== undefined, (answer: Answer) => answer.error !== undefined];
  if (isProblem(server) || isProblem(own)) return isProblem(server) && isProblem(own);
  if (isError(server) || isError(own)) return isError(server) && isError(own);
  return isDeepStrictEqual(withoutText(server.value), own.value);
}

/** How Go shows an opaque value says nothing here, and is not the same in two runs. */
export function withoutText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutText);
  return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (key === 'text' ? [] : [[key, withoutText(each)]])));
}
