import { CONDITION } from '../../core/brand';
import { show } from '../../core/format-finding';
import { withType } from '../../core/shapes';
import { Decision } from '../gateway/decision';

/**
 * A condition on a request, for {@link ExtAuthPolicyProps.allow}. The authorization server evaluates it as CEL. The variable
 * `object` is Envoy's CheckRequest.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/service/auth/v3/external_auth.proto
 */
export class RequestCondition {
  /**
   * A header that has exactly one of the values. Envoy joins the values of a header that is sent twice with a comma, so that the
   * condition does not hold. The header is removed before the request is forwarded. Clients can set any header: it does not
   * prove who calls.
   *
   * @param name the name of the header, in upper or lower case
   * @param values the values under which the request may leave: at least one, none empty
   */
  public static header(name: string, ...values: readonly string[]): RequestCondition {
    const [header, ...texts] = [name, ...values].map((given) => (typeof given === 'string' ? given : show(given)));
    const lower = (header as string).toLowerCase();
    const cel = `object.attributes.request.http.headers[?${quote(lower)}].orValue("") in [${texts.map(quote).join(', ')}]`;
    return new RequestCondition(cel, headerMistake(name, values), [lower]);
  }

  /** Every request to a declared and approved host. */
  public static any(): RequestCondition {
    return new RequestCondition('true', undefined, []);
  }

  protected readonly [CONDITION] = true;

  private constructor(
    /** The condition in CEL, of type bool. */
    public readonly cel: string,
    /** A description of invalid arguments; `undefined` if they are valid. */
    public readonly mistake: string | undefined,
    /** The request headers that it reads. They are removed before the request is forwarded. */
    public readonly headers: readonly string[],
  ) {}
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** The gateway removes the first from every request. The second is `:authority` in Envoy. */
const NEVER_SEEN: readonly string[] = [Decision.HEADER, 'host'];

function headerMistake(name: string, values: readonly string[]): string | undefined {
  if (typeof name !== 'string') return `header name ${show(withType(name, true))}`;
  if (!TOKEN.test(name)) return `header name ${quote(name)}`;
  if (NEVER_SEEN.includes(name.toLowerCase())) return `header ${name}, which the server never sees`;
  if (values.length === 0) return `header ${name} without values`;
  const other: unknown = values.find((value) => typeof value !== 'string');
  if (values.some((value) => typeof value !== 'string')) return `header ${name} with value ${show(withType(other, true))}`;
  const bad = values.find((value) => value.trim() === '' || value !== value.trim() || hasControl(value));
  return bad === undefined ? undefined : `header ${name} with value ${quote(bad)}`;
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\x7f');
}

/** A text as a CEL string literal. CEL knows the escapes of JSON. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
