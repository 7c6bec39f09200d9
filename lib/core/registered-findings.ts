import type { Construct, IConstruct } from 'constructs';
import type { Finding } from './finding';
import { formatFinding, showSource } from './format-finding';

const FINDINGS = Symbol.for('cdk8s-egress.examine');
const LOCATE = Symbol.for('cdk8s-egress.locate');
const EXTERNAL = Symbol.for('cdk8s-egress.elsewhere');
const COLLECTED = 'cdk8s-egress/collected';

/** @param ofObjects - the findings of the construct's objects, which it can waive */
type Examine = (ofObjects: readonly Finding[]) => readonly Finding[];

/**
 * Registers a function that returns the findings of a construct when the whole tree is built. An `EgressApp` collects these
 * findings once, and adds those of the objects. A construct can register several functions. In a plain cdk8s `App`, errors become validation errors of the node.
 *
 * @param ofObjects - the findings of the construct's own objects, for a plain `App`
 */
export function registerFindings(construct: Construct, examine: Examine, ofObjects: () => readonly Finding[] = () => []): void {
  const before = (construct as { [FINDINGS]?: Examine })[FINDINGS];
  const value: Examine = before ? (given) => [...before(given), ...examine([])] : examine;
  Object.defineProperty(construct, FINDINGS, { value, configurable: true });
  if (construct.node.tryGetContext(COLLECTED) === true) return;
  construct.node.addValidation({
    validate: () => validate(construct, ofObjects).filter(isError).map(formatFinding),
  });
}

/** In a plain `App`. Findings of objects that may follow from malformed input, of this construct or of another, are left out. */
function validate(construct: Construct, ofObjects: () => readonly Finding[]): readonly Finding[] {
  const own = findingsOf(construct);
  if (own.some(isMalformedInput)) return own;
  const found = ofObjects();
  if (!found.some(isError)) return findingsOf(construct, found);
  const others = construct.node.root.node.findAll();
  return others.some((other) => findingsOf(other as Construct).some(isMalformedInput)) ? own : findingsOf(construct, found);
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** Whether a value is malformed, so that objects have another value in its place, or a wrong one. */
export function isMalformedInput({ rule, severity }: Finding): boolean {
  return rule.startsWith('input/') && rule !== 'input/waive' && severity === 'error';
}

/** Whether a construct has registered findings. */
export function hasFindings(construct: Construct): boolean {
  return Object.hasOwn(construct, FINDINGS);
}

/** The findings of a construct. For constructs of other libraries, they are those of the objects. */
export function findingsOf(construct: Construct, ofObjects: readonly Finding[] = []): readonly Finding[] {
  const found = (construct as { [FINDINGS]?: Examine })[FINDINGS]?.(ofObjects) ?? ofObjects;
  const locate = (construct as { [LOCATE]?: Locate })[LOCATE];
  return locate ? found.flatMap((finding) => locate(finding) ?? []) : found;
}

/**
 * Returns a finding as the reader of a file understands it, with its place; nothing for one that follows from what the reader of the
 * file has reported.
 */
type Locate = (finding: Finding) => Finding | undefined;

/** Registers that a file declares a construct, and not the program. The findings of the construct then name their place in the file. */
export function locateFindings(construct: Construct, locate: Locate): void {
  Object.defineProperty(construct, LOCATE, { value: locate });
}

/** The path of a construct in the app, and its place if a file declares it: `egress/api (hosts/api.yaml:1:1)`. */
export function pathWithPlace(construct: IConstruct): string {
  const locate = (construct as { [LOCATE]?: Locate })[LOCATE];
  const place = locate && showSource(locate(WHOLE) ?? WHOLE);
  return place === undefined ? construct.node.path : `${construct.node.path} (${place})`;
}

/** A finding that says nothing, for the place of a whole construct. */
export const WHOLE: Finding = { rule: '', severity: 'info', path: [], got: undefined, allowed: '', fix: '' };

/**
 * Declares that another repository owns objects, such as `Gateway egress-system/egress`: they are not reported as missing. The
 * function is called when the whole tree is built.
 */
export function declareExternal(construct: Construct, objects: () => readonly string[]): void {
  Object.defineProperty(construct, EXTERNAL, { value: objects });
}

/** The objects that a construct refers to and that another repository owns. */
export function externalObjects(construct: Construct): readonly string[] {
  return (construct as { [EXTERNAL]?: () => readonly string[] })[EXTERNAL]?.() ?? [];
}

/** Marks that `app` collects the findings of everything below it. */
export function collectFindings(app: Construct): void {
  app.node.setContext(COLLECTED, true);
}
