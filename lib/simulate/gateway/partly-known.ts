import { NotEvaluated } from '../../checks/cel/evaluation/fault';
import { CelMap, type Value } from '../../checks/cel/evaluation/values';

/** What stands at a key and is not known; `undefined` if it is known. */
type NotKnownAt = (key: string) => string | undefined;

/** A map of which Envoy knows more than manifests and a simulated request tell. */
export class PartlyKnownMap extends CelMap {
  public constructor(
    known: Readonly<Record<string, Value>>,
    private readonly notKnownAt: NotKnownAt,
  ) {
    super(Object.entries(known));
  }

  public override has(key: Value): boolean {
    this.require(key);
    return super.has(key);
  }

  public override get(key: Value): Value | undefined {
    this.require(key);
    return super.get(key);
  }

  public override get size(): number {
    throw new NotEvaluated(NUMBER);
  }

  public override keys(): never {
    throw new NotEvaluated(NUMBER);
  }

  public override pairs(): never {
    throw new NotEvaluated(NUMBER);
  }

  private require(key: Value): void {
    const what = this.notKnownAt(String(key));
    if (what !== undefined) throw new NotEvaluated(what);
  }
}

const NUMBER = 'all of what Envoy adds to a request';

/** The fields of a message of which some are not known. */
export class PartlyKnownFields extends Map<string, Value> {
  private readonly notKnown: Readonly<Record<string, string>>;

  public constructor(known: ReadonlyMap<string, Value>, notKnown: Readonly<Record<string, string>>) {
    super(known);
    this.notKnown = notKnown;
  }

  public override has(name: string): boolean {
    this.require(name);
    return super.has(name);
  }

  public override get(name: string): Value | undefined {
    this.require(name);
    return super.get(name);
  }

  public override [Symbol.iterator](): never {
    throw new NotEvaluated(Object.values(this.notKnown).join(', '));
  }

  private require(name: string): void {
    if (this.notKnown && Object.hasOwn(this.notKnown, name)) throw new NotEvaluated(this.notKnown[name] as string);
  }
}

/** Headers that Envoy adds or overwrites. */
const ADDED = /^x-(?:request-id|forwarded-(?!proto$)|envoy-|b3-)|^(?:traceparent|tracestate)$/;

/** Whether Envoy gives a header a value that manifests and a simulated request do not tell. */
export function isAddedByEnvoy(name: string): boolean {
  return ADDED.test(name);
}

/** The headers of a request as Envoy's filters see them. */
export function headersAtEnvoy(headers: Readonly<Record<string, Value>>): CelMap {
  return new PartlyKnownMap(headers, (name) => (isAddedByEnvoy(name) ? `the header ${name}, which Envoy adds` : undefined));
}
