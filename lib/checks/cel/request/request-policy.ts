import type { Path } from '../../../core/path';
import { CelError } from '../syntax/cel-error';
import type { CelExpression } from '../syntax/expression';
import { parseCel } from '../syntax/parser';
import { type CelType, ERROR } from '../typing/cel-type';
import { checkTypes } from '../typing/checker';
import { type Answer, answersOf, decidesAll } from './answers';
import { POLICY_VARIABLES, REQUEST_ENVIRONMENT } from './request-environment';

/** An expression that the server refuses. */
export interface ExpressionProblem {
  /** Where the expression is in the spec: `validations[0].expression`. */
  readonly path: Path;
  readonly message: string;
  /** Where in the expression the problem is, both from 1. */
  readonly line: number;
  readonly column: number;
}

/** What the authorization server makes of a request policy. */
export interface RequestPolicyVerdict {
  /** Why it does not compile. */
  readonly problems: readonly ExpressionProblem[];
  /** Functions, types and fields that are not known, so that whether the policy compiles is not judged. */
  readonly unknown: readonly string[];
  /** Whether it answers every request, and denies some; `undefined` if unknown. */
  readonly decides: boolean | undefined;
}

type Expression = { readonly name?: unknown; readonly expression?: unknown };

/** The parts of a policy's spec that hold CEL. Nothing in it need have the right type. */
export interface RequestPolicySpec {
  readonly matchConditions?: unknown;
  readonly variables?: unknown;
  readonly validations?: unknown;
}

/** Compiles a policy as the authorization server 0.4 does, and follows what its validations answer. */
export function judgeRequestPolicy({ matchConditions, variables, validations }: RequestPolicySpec): RequestPolicyVerdict {
  const compiler = new PolicyCompiler();
  const conditions = entries(matchConditions).map((each, i) => compiler.compile(each, ['matchConditions', i], ['bool']));
  for (const [i, each] of entries(variables).entries()) compiler.declare(each, ['variables', i]);
  const answers = entries(validations).map((each, i) => compiler.compile(each, ['validations', i], ANSWERS));
  const { problems, unknown, meanings } = compiler;
  const isSkipped = conditions.some((each) => each?.kind !== 'literal' || each.value !== 'true');
  const decides = () => decidesAll(answers.map((each) => (each ? answersOf(each, meanings) : UNREADABLE)));
  return { problems, unknown: [...unknown], decides: Array.isArray(validations) ? !isSkipped && decides() : undefined };
}

const UNREADABLE: ReadonlySet<Answer> = new Set(['unknown']);

const ANSWERS = ['envoy.service.auth.v3.CheckResponse', 'null_type'];

function entries(list: unknown): readonly Expression[] {
  return Array.isArray(list) ? list.map((each: unknown) => (typeof each === 'object' && each !== null ? each : {})) : [];
}

class PolicyCompiler {
  public readonly problems: ExpressionProblem[] = [];
  public readonly unknown = new Set<string>();
  /** The expressions of the variables, as `variables.name`. */
  public readonly meanings = new Map<string, CelExpression>();
  private readonly types = new Map<string, CelType>();

  /** Compiles a variable, which later expressions can use. */
  public declare(variable: Expression, path: Path): void {
    const name = String(variable.name);
    this.types.delete(name);
    const [parsed, type] = this.check(variable, path) ?? [];
    this.types.set(name, type ?? ERROR);
    if (parsed) this.meanings.set(`variables.${name}`, parsed);
  }

  /** Compiles an expression that must have one of the types. */
  public compile(entry: Expression, path: Path, wanted: readonly string[]): CelExpression | undefined {
    const [parsed, type] = this.check(entry, path) ?? [];
    if (!parsed || !type || type.kind === 'error' || wanted.includes(type.key)) return parsed;
    this.report(entry, path, `expected ${wanted[0]}, got ${type.key}`, 0);
    return parsed;
  }

  /** The expression, if it can be parsed, and its type, which is `error` when it has none. */
  private check(entry: Expression, path: Path): [CelExpression, CelType] | undefined {
    if (typeof entry.expression !== 'string') return this.report(entry, path, 'expected CEL as a text', 0);
    try {
      const parsed = parseCel(entry.expression);
      const { problems, unknown, type } = checkTypes(parsed, REQUEST_ENVIRONMENT, {
        message: POLICY_VARIABLES,
        types: this.types,
      });
      for (const name of unknown) this.unknown.add(name);
      const [problem] = problems;
      if (problem) this.report(entry, path, problem.message, problem.offset);
      return [parsed, problem ? ERROR : type];
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return this.report(entry, path, error.message, error.offset);
    }
  }

  private report({ expression }: Expression, path: Path, message: string, offset: number): undefined {
    const before = String(expression).slice(0, offset).split('\n');
    const column = (before.at(-1) as string).length + 1;
    this.problems.push({ path: [...path, 'expression'], message, line: before.length, column });
  }
}
