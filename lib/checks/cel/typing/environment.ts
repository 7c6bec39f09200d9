import { memoize } from '../../../core/memo';
import { type CelType, celType, readType, splitTypes } from './cel-type';

/** One way to call a function. The first argument of a method is its receiver. */
export interface Signature {
  readonly isMethod: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The names of its type parameters. */
  readonly params: readonly string[];
}

/** What expressions can name and call. All types are as tables write them. */
export interface EnvironmentTables {
  /** By name, signatures such as `string.(int, int) string`, with a semicolon between them. */
  readonly functions: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** The names of types, and the types. */
  readonly types: Readonly<Record<string, string>>;
  /** The fields of messages. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Names that may be there without being in the tables, such as those of other protobuf packages: these are not judged. */
  readonly unlisted: RegExp;
  /** The types and namespaces whose functions are all in the tables, in every version. */
  readonly closed: RegExp;
  /** What to use instead of functions that are known to be absent. */
  readonly absent: Readonly<Record<string, string>>;
}

/** The tables as the type checker asks them. */
export class Environment {
  private readonly signaturesOf = memoize((name: string) =>
    (this.tables.functions[name] as string).split('; ').map(readSignature),
  );

  public constructor(private readonly tables: EnvironmentTables) {}

  public get functionNames(): readonly string[] {
    return Object.keys(this.tables.functions);
  }

  public signatures(name: string): readonly Signature[] | undefined {
    return Object.hasOwn(this.tables.functions, name) ? this.signaturesOf(name) : undefined;
  }

  /** The type that a name refers to: that of a variable, or a type itself. */
  public named(name: string): CelType | undefined {
    const { variables, types } = this.tables;
    if (Object.hasOwn(variables, name)) return readType(variables[name] as string);
    return Object.hasOwn(types, name) ? celType('type', readType(types[name] as string)) : undefined;
  }

  public hasMessage(name: string): boolean {
    return Object.hasOwn(this.tables.messages, name);
  }

  /** The type of a field of a message. */
  public field(message: string, name: string): CelType | undefined {
    const fields = this.tables.messages[message] as Readonly<Record<string, string>>;
    return Object.hasOwn(fields, name) ? readType(fields[name] as string) : undefined;
  }

  /** The names of the fields of a message. */
  public fieldNames(message: string): readonly string[] {
    return Object.keys(this.tables.messages[message] ?? {});
  }

  public get variableNames(): readonly string[] {
    return Object.keys(this.tables.variables);
  }

  /** Whether the tables have every function of a type or of a function's namespace. */
  public isClosed(name: string): boolean {
    return this.tables.closed.test(name);
  }

  public insteadOf(name: string): string | undefined {
    return Object.hasOwn(this.tables.absent, name) ? this.tables.absent[name] : undefined;
  }

  public isUnlisted(name: string): boolean {
    return this.tables.unlisted.test(name);
  }
}

function readSignature(text: string): Signature {
  const [, receiver, args, result] = /^(?:(.+)\.)?\((.*)\) (.+)$/.exec(text) as RegExpExecArray;
  const types = [...(receiver === undefined ? [] : [receiver]), ...splitTypes(args as string)].map(readType);
  const params = new Set(text.match(/\b[A-Z]\b/g));
  return { isMethod: receiver !== undefined, args: types, result: readType(result as string), params: [...params] };
}
