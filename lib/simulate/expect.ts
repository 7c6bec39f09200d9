import { AssertionError } from 'node:assert';
import { objectName } from '../core/format-finding';
import { type GivenManifests, simulate } from './simulate';
import type { SimulatedRequest, Simulation } from './trace/simulation';

/** What a test expects of a refusal. */
export interface ExpectedRefusal {
  /** The status that the client gets; `undefined` for a connection that fails. @default - any */
  readonly status?: number;
  /**
   * Who refuses: an object (`AuthorizationPolicy egress-system/egress-kgateway-http`, or without the namespace), a layer
   * (`network policy`), or the rule that the request policy names. @default - anyone
   */
  readonly by?: string;
  /** The body, or a pattern of it. @default - any */
  readonly body?: string | RegExp;
}

/**
 * Fails unless the gateway forwards a request to its destination. Works with any test runner.
 *
 * @returns what happens with the request, for further assertions: `expectAllowed(…).upstream`
 * @throws AssertionError with all layers that the request passed
 */
export function expectAllowed(manifests: GivenManifests, request: SimulatedRequest): Simulation {
  const result = simulate(manifests, request);
  if (result.outcome !== 'allowed')
    fail(`expected the request to be allowed, but it is ${result.outcome}`, result, 'expectAllowed');
  return result;
}

/**
 * Fails unless a request is refused, and as expected. One that may leave without the gateway, and one of which that is not known,
 * is not refused.
 *
 * @returns what happens with the request, for further assertions
 * @throws AssertionError with all layers that the request passed
 */
export function expectDenied(manifests: GivenManifests, request: SimulatedRequest, expected: ExpectedRefusal = {}): Simulation {
  const result = simulate(manifests, request);
  const wrong = result.outcome === 'denied' ? mistakes(result, expected) : [`it is ${result.outcome}`];
  if (wrong.length > 0) fail(`expected the request to be denied, but ${wrong.join(', and ')}`, result, 'expectDenied');
  return result;
}

function mistakes(result: Simulation, expected: ExpectedRefusal): string[] {
  const { status, body = '' } = result;
  const found: string[] = [];
  if ('status' in expected && expected.status !== status)
    found.push(`the status is ${status ?? 'none'}, not ${expected.status ?? 'none'}`);
  if (expected.by !== undefined && !deciders(result).includes(expected.by))
    found.push(`it is denied by ${deciders(result)[0]}, not ${expected.by}`);
  const isBody =
    expected.body === undefined || (typeof expected.body === 'string' ? body === expected.body : expected.body.test(body));
  if (!isBody) found.push(`the body is ${JSON.stringify(body)}, not ${String(expected.body)}`);
  return found;
}

/** All names of who decided, the most specific first. */
function deciders({ by, layer, metadata }: Simulation): string[] {
  const names = by ? [objectName(by), `${by.kind} ${by.metadata.name}`] : [];
  const { rule } = metadata;
  return [...names, layer, ...(typeof rule === 'string' ? [rule] : [])];
}

function fail(message: string, result: Simulation, operator: string): never {
  throw new AssertionError({
    message: `${message}\n${formatTrace(result)}`,
    operator,
    actual: result.outcome,
    expected: operator,
  });
}

/** The layers that a request passed, a line each, and what the client gets. */
export function formatTrace({ trace, status, body, outcome }: Simulation): string {
  const lines = trace.map(({ layer, text, object, path }) => {
    const where = object ? ` (${objectName(object)}${path ? ` ${path}` : ''})` : '';
    return `  ${layer}: ${text}${where}`;
  });
  const answer = status === undefined ? '' : ` with ${status}${body ? ` ${JSON.stringify(body)}` : ''}`;
  return [...lines, `  → ${outcome}${answer}`].join('\n');
}
