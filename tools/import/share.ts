import { ALTERNATIVE, mapChildren, type Schema } from './schema';

/** A schema whose repeated and long parts are in a table. */
export interface SharedSchema {
  readonly schema: Schema;
  readonly $defs: readonly Schema[];
}

/** Shorter parts are not worth a reference. */
const SHORTEST = 48;

/** Longer parts get a line of their own, so that a diff shows what changed. */
const LONGEST = 400;

/** Every distinct schema once, identified by its text, in which children are numbers. */
interface Pool {
  readonly numbers: Map<string, number>;
  readonly nodes: Node[];
}

interface Node {
  readonly shallow: Schema;
  readonly size: number;
  uses: number;
}

/**
 * Replaces each part that is long or repeated by `{ "$ref": "#/$defs/<index>" }`. Two kinds of parts stay: alternatives, because
 * messages print them, and parts with a default, which is needed where the field is missing. Linear in the size of the schema.
 */
export function shareSchema(root: Schema): SharedSchema {
  const pool: Pool = { numbers: new Map(), nodes: [] };
  const start = intern(root, pool);
  const defs: Schema[] = [];
  const places = new Map<number, number>();
  const inner = (node: Node) => mapParts(node.shallow, (child) => write(numberOf(child)));
  const write = (number: number): Schema => {
    const place = places.get(number);
    if (place !== undefined) return definition(place);
    const node = nodeAt(pool, number);
    const schema = inner(node);
    const isShared = node.uses > 1 && node.size >= SHORTEST;
    if (schema.default !== undefined || !(isShared || JSON.stringify(schema).length > LONGEST)) return schema;
    places.set(number, defs.push(schema) - 1);
    return definition(defs.length - 1);
  };
  return { schema: inner(nodeAt(pool, start)), $defs: defs };
}

/** Like `mapChildren`, except that alternatives stay unchanged. */
function mapParts(schema: Schema, change: (child: Schema) => Schema): Schema {
  return mapChildren(schema, (child, step) => (step === ALTERNATIVE ? child : change(child)));
}

function definition(place: number): Schema {
  return { $ref: `#/$defs/${place}` };
}

/** The number of a schema in the pool. Each distinct schema that contains it counts as one use. */
function intern(schema: Schema, pool: Pool): number {
  const shallow = mapParts(schema, (child) => reference(intern(child, pool)));
  const text = JSON.stringify(shallow);
  const known = pool.numbers.get(text);
  if (known !== undefined) return known;
  let size = text.length;
  mapParts(shallow, (child) => {
    const node = nodeAt(pool, numberOf(child));
    node.uses += 1;
    size += node.size;
    return child;
  });
  pool.numbers.set(text, pool.nodes.length);
  return pool.nodes.push({ shallow, size, uses: 0 }) - 1;
}

function reference(number: number): Schema {
  return { $ref: String(number) };
}

function numberOf(schema: Schema): number {
  return Number(schema.$ref);
}

function nodeAt(pool: Pool, number: number): Node {
  const node = pool.nodes[number];
  if (!node) throw new Error(`no schema ${number}`);
  return node;
}
