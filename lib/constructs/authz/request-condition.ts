import { Decision } from '../gateway/decision';

/**
 * A condition on a request, for {@link ExtAuthPolicyProps.allow}. It holds the CEL that the authorization server evaluates,
 * with `object` as Envoy's CheckRequest.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/service/auth/v3/external_auth.proto
 */
export class RequestCondition {
  /**
   * The header has one of the values, exactly. A header that is sent twice has its values joined by a comma and so none of
   * them. The header is taken off the request before it leaves. What a client can send is no proof of who it is.
   *
   * @param name the header's name, in any case
   * @param values the values that let the request leave; at least one, none empty
   */
  public static header(name: string, ...values: readonly string[]): RequestCondition {
    const cel = `object.attributes.request.http.headers[?${quote(name.toLowerCase())}].orValue("") in [${values.map(quote).join(', ')}]`;
    return new RequestCondition(cel, headerMistake(name, values), [name.toLowerCase()]);
  }

  /** Every request, as long as its host is declared and approved. */
  public static any(): RequestCondition {
    return new RequestCondition('true', undefined, []);
  }

  private constructor(
    /** The condition in CEL, of type bool. */
    public readonly cel: string,
    /** What is wrong with it, if anything. */
    public readonly mistake: string | undefined,
    /** The request headers that it reads, which must not leave. */
    public readonly headers: readonly string[],
  ) {}
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** The gateway takes the first off every request; the second is `:authority` in Envoy. */
const NEVER_SEEN: readonly string[] = [Decision.HEADER, 'host'];

function headerMistake(name: string, values: readonly string[]): string | undefined {
  if (!TOKEN.test(name)) return `header name ${quote(name)}`;
  if (NEVER_SEEN.includes(name.toLowerCase())) return `header ${name}, which the server never sees`;
  if (values.length === 0) return `header ${name} without values`;
  const bad = values.find((value) => value.trim() === '' || value !== value.trim() || hasControl(value));
  return bad === undefined ? undefined : `header ${name} with value ${quote(bad)}`;
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\x7f');
}

/** A text as a CEL string literal; JSON's escapes are CEL's too. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
