import { CONDITION } from '../../core/brand';
import { type ConditionNode, celOf, mistakesOf } from './conditions/compile';
import {
  bodyMistake,
  celMistake,
  composedMistake,
  headerMistake,
  methodMistake,
  namesMistake,
  pathMistake,
  patternMistake,
  timeMistake,
} from './conditions/mistakes';
import { celLiteral, type Term } from './conditions/term';

/** The days and hours of {@link RequestCondition.during}. */
export interface TimeWindow {
  /** The days, at least one: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. @default - every day */
  readonly days?: readonly DayOfWeek[];
  /** When it begins each day: `HH:MM`, 00:00 to 23:59. @default '00:00' */
  readonly from?: string;
  /**
   * When it ends each day: `HH:MM`, 00:01 to 24:00. An end before the beginning means a window over midnight, whose two parts belong
   * to the days on which they are.
   *
   * @default '24:00'
   */
  readonly until?: string;
  /** The time zone: a name such as `Europe/Berlin`. The authorization server needs the data of this zone. @default 'UTC' */
  readonly timeZone?: string;
}

/** A day of the week. */
export type DayOfWeek = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** What an expression of {@link RequestCondition.cel} reads. */
export interface CelReads {
  /** The request headers. The server sees no others. @default - none */
  readonly headers?: readonly string[];
  /** Whether it reads the body. @default false */
  readonly body?: boolean;
}

/**
 * A condition on a request, for a {@link RequestRule} or {@link ExtAuthPolicyProps.allow}. The authorization server evaluates it.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/service/auth/v3/external_auth.proto
 */
export class RequestCondition {
  /** Every request. */
  public static always(): RequestCondition {
    return new RequestCondition({ kind: 'all', of: [] });
  }

  /** A request with one of these methods, such as `POST`, in upper case. */
  public static method(...methods: readonly string[]): RequestCondition {
    return new RequestCondition({ kind: 'term', term: { methods } }, methodMistake(methods));
  }

  /**
   * A request whose path is one of these, without the query. An entry that ends with `/*` stands for all paths below. Envoy resolves
   * `..`, `//` and `%61` before. A path with `%` or `;` is refused, because the host could read it as another path.
   */
  public static path(...paths: readonly string[]): RequestCondition {
    return new RequestCondition({ kind: 'term', term: { paths }, reads: { path: true } }, pathMistake(paths));
  }

  /** A request whose whole path, without the query, matches a regular expression of RE2. */
  public static pathMatches(pattern: string): RequestCondition {
    const term = { pathPattern: whole(pattern) };
    return new RequestCondition({ kind: 'term', term, reads: { path: true } }, patternMistake(pattern));
  }

  /**
   * A query parameter that has one of the values, after decoding. A request that sends the parameter twice, or whose query can be
   * read in two ways, is refused.
   */
  public static query(name: string, ...values: readonly string[]): RequestCondition {
    const term = { query: name, values };
    return new RequestCondition({ kind: 'term', term, reads: { query: [name] } }, namesMistake('query parameter', name, values));
  }

  /**
   * A header that has exactly one of the values. Envoy joins the values of a header that is sent twice with a comma, so that the
   * condition does not hold; in a rule that denies, one of the values is enough. As a condition of an {@link ExtAuthPolicy}, the header
   * is removed before the request is forwarded. Clients can set any header: it does not prove who calls.
   *
   * @param name the name of the header, in upper or lower case
   * @param values the values under which the request may leave: at least one, none empty
   */
  public static header(name: string, ...values: readonly string[]): RequestCondition {
    const header = lower(name);
    return new RequestCondition(
      { kind: 'term', term: { header, values }, reads: { headers: [header] } },
      headerMistake(name, values),
    );
  }

  /** A header whose whole value matches a regular expression of RE2. */
  public static headerMatches(name: string, pattern: string): RequestCondition {
    const term = { headerPattern: lower(name), pattern: whole(pattern) };
    const mistake = headerMistake(name, ['x']) ?? patternMistake(pattern);
    return new RequestCondition({ kind: 'term', term, reads: { headers: [lower(name)] } }, mistake);
  }

  /** A request that has the header, with any value. */
  public static headerPresent(name: string): RequestCondition {
    return new RequestCondition(
      { kind: 'term', term: { present: lower(name) }, reads: { headers: [lower(name)] } },
      headerMistake(name, ['x']),
    );
  }

  /** A request without the header. */
  public static headerAbsent(name: string): RequestCondition {
    return new RequestCondition(
      { kind: 'term', term: { absent: lower(name) }, reads: { headers: [lower(name)] } },
      headerMistake(name, ['x']),
    );
  }

  /** A request at these days and hours, by the clock of the gateway. A stream can outlast them. */
  public static during(window: TimeWindow): RequestCondition {
    const mistake = timeMistake(window);
    const { days, from = '00:00', until = '24:00', timeZone = 'UTC' } = mistake === undefined ? window : {};
    const terms: readonly Term[] = [
      ...(days ? [{ days, zone: timeZone }] : []),
      ...(from === '00:00' && until === '24:00' ? [] : [{ clock: timeZone, from: minutesOf(from), until: minutesOf(until) }]),
    ];
    const of = terms.map((term) => new RequestCondition({ kind: 'term', term }));
    return new RequestCondition({ kind: 'all', of }, mistake);
  }

  /**
   * A field of a JSON body that has one of the values, such as `bodyField('model', 'small')`. The server then reads the body up to the
   * size of `requestBody` of the host; a longer one is answered with 413, and one that is not JSON is refused.
   *
   * @param field the name of a field of the object; with dots for fields of objects inside it, such as `options.model`
   */
  public static bodyField(field: string, ...values: readonly (string | number | boolean)[]): RequestCondition {
    const reads = { body: true };
    const mistake = bodyMistake(field, values);
    if (mistake !== undefined || !field.includes('.'))
      return new RequestCondition({ kind: 'term', term: { body: field, values }, reads }, mistake);
    const steps = field.split('.').map((step) => `[?${JSON.stringify(step)}]`);
    const expression = `variables.body${steps.join('')}.orValue("") in ${celLiteral(values)}`;
    return new RequestCondition({ kind: 'cel', expression, reads });
  }

  /** A request for which all of these hold. */
  public static all(...conditions: readonly RequestCondition[]): RequestCondition {
    return new RequestCondition({ kind: 'all', of: conditions }, composedMistake('all', conditions));
  }

  /** A request for which at least one of these holds. */
  public static any(...conditions: readonly RequestCondition[]): RequestCondition {
    return new RequestCondition({ kind: 'any', of: conditions }, composedMistake('any', conditions));
  }

  /** A request for which this does not hold. */
  public static not(condition: RequestCondition): RequestCondition {
    return new RequestCondition({ kind: 'not', of: [condition] }, composedMistake('not', [condition]));
  }

  /**
   * An expression in CEL, of type bool, for what is missing here. It is checked against the functions of the authorization server.
   * `object` is Envoy's CheckRequest. A change of it restarts the server.
   */
  public static cel(expression: string, reads: CelReads = {}): RequestCondition {
    const { headers = [], body } = reads ?? {};
    const list = Array.isArray(headers) ? headers.map(lower) : [];
    const node = {
      kind: 'cel',
      expression: typeof expression === 'string' ? expression : '',
      reads: { headers: list, body: body === true },
    } as const;
    return new RequestCondition(node, celMistake(expression, reads));
  }

  protected readonly [CONDITION] = true;

  private constructor(
    /** What it consists of. */
    public readonly node: ConditionNode,
    /** A description of invalid arguments; `undefined` if they are valid. */
    public readonly mistake: string | undefined = undefined,
  ) {}

  /** The condition in CEL, of type bool. `false` for a condition with mistakes. */
  public get cel(): string {
    return mistakesOf(this).length > 0 ? 'false' : celOf(this);
  }
}

// Arguments of other types are mistakes, which the checks report.
const lower = (name: unknown) => (typeof name === 'string' ? name.toLowerCase() : '');
const whole = (pattern: unknown) => (typeof pattern === 'string' ? `^(?:${pattern})$` : '');

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}
