/**
 * A condition as data, which a context extension carries to the request policy. Its first key tells the kind, such as
 * `{ methods: ['POST'] }`.
 */
export type Term = Readonly<Record<string, TermValue>>;
type TermValue = string | number | boolean | readonly (string | number | boolean)[];

/** The CEL of a field of a term: an element of the context extension, or a literal. */
export type FieldOf = (key: string) => string;

/** What a request has, in CEL. */
export const REQUEST = {
  method: 'object.attributes.request.http.method',
  headers: 'object.attributes.request.http.headers',
  time: 'object.attributes.request.time',
  body: 'object.attributes.request.http.body',
} as const;

const DAYS_OF_WEEK = '["sun", "mon", "tue", "wed", "thu", "fri", "sat"]';
const headerOf = (name: string) => `${REQUEST.headers}[?${name}].orValue("")`;
/** The values of a header that was sent several times, which Envoy joins. */
const partsOf = (name: string, test: string) => `${headerOf(name)}.split(",").exists(part, ${test})`;

/**
 * When a condition of each kind holds. The same text decides on the conditions of rules and, with literals, in expressions of their own.
 *
 * `header…` is for rules that allow: a header that was sent twice has another value. `headerPart…` is for rules that deny, and below
 * `not`: there, one of the values is enough.
 */
export const TERMS: Readonly<Record<string, (field: FieldOf) => string>> = {
  callers: (t) => `variables.callers in ${t('callers')}`,
  methods: (t) => `${REQUEST.method} in ${t('methods')}`,
  paths: (t) =>
    `${t('paths')}.exists(each, each.endsWith("/*") ? variables.path.startsWith(each.substring(0, each.size() - 1)) : variables.path == each)`,
  pathPattern: (t) => `variables.path.matches(${t('pathPattern')})`,
  query: (t) => `variables.query[?${t('query')}].orValue([]).exists(each, each in ${t('values')})`,
  header: (t) => `${headerOf(t('header'))} in ${t('values')}`,
  headerPart: (t) => {
    const whole = `${headerOf(t('headerPart'))} in ${t('values')}`;
    return `(${whole} || ${partsOf(t('headerPart'), `part.trim() in ${t('values')}`)})`;
  },
  headerPattern: (t) => `${headerOf(t('headerPattern'))}.matches(${t('pattern')})`,
  headerPartPattern: (t) => {
    const whole = `${headerOf(t('headerPartPattern'))}.matches(${t('pattern')})`;
    return `(${whole} || ${partsOf(t('headerPartPattern'), `part.trim().matches(${t('pattern')})`)})`;
  },
  present: (t) => `${t('present')} in ${REQUEST.headers}`,
  absent: (t) => `!(${t('absent')} in ${REQUEST.headers})`,
  days: (t) => `${DAYS_OF_WEEK}[${REQUEST.time}.getDayOfWeek(${t('zone')})] in ${t('days')}`,
  clock: (t) => {
    const minutes = `${REQUEST.time}.getHours(${t('clock')}) * 60 + ${REQUEST.time}.getMinutes(${t('clock')})`;
    const [from, until] = [`int(${t('from')})`, `int(${t('until')})`];
    return `(${from} <= ${until} ? ${from} <= ${minutes} && ${minutes} < ${until} : ${from} <= ${minutes} || ${minutes} < ${until})`;
  },
  body: (t) => `variables.body[?${t('body')}].orValue("") in ${t('values')}`,
};

/** The kind of a term. */
export function kindOf(term: Term): string {
  return Object.keys(term)[0] as string;
}

/** The term for a place where a request must not profit from sending a header twice. */
export function strict(term: Term): Term {
  const kind = kindOf(term);
  const stricter = { header: 'headerPart', headerPattern: 'headerPartPattern' }[kind];
  if (stricter === undefined) return term;
  const { [kind]: name, ...others } = term;
  return { [stricter]: name as string, ...others };
}

/** A term as an expression of its own. */
export function celOfTerm(term: Term): string {
  return (TERMS[kindOf(term)] as (field: FieldOf) => string)((key) => celLiteral(term[key] as TermValue));
}

/** A value as a literal. Entries of a list that are no texts have the type `dyn`: bodies have values of all types. */
export function celLiteral(value: TermValue): string {
  if (typeof value === 'number') return celNumber(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const isText = value.every((each) => typeof each === 'string');
  return `[${value.map((each) => (isText ? celLiteral(each) : `dyn(${celLiteral(each)})`)).join(', ')}]`;
}

/** An int, or a double where an int could not hold it. */
function celNumber(value: number): string {
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

/**
 * The CEL that decides on any term, for the policy that all hosts share. A kind that it does not know is an error, for which the gateway
 * refuses the request: a newer version of this package can have written the rule.
 *
 * @param known the kinds that the policy decides on
 * @param name the name of the variable that holds the term
 * @param otherwise what decides on all other terms
 */
export function celOfTerms(name: string, otherwise: string): string {
  return Object.entries(TERMS).reduceRight(
    (rest, [kind, holds]) => `has(${name}.${kind}) ? ${holds((key) => `${name}.${key}`)}\n  : ${rest}`,
    otherwise,
  );
}
