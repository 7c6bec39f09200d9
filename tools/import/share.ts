import { ALTERNATIVE, mapChildren, type Schema } from './schema';

/** A schema whose repeated and long parts stand in a table. */
export interface SharedSchema {
  readonly schema: Schema;
  readonly $defs: readonly Schema[];
}

/** A shorter part is not worth its reference. */
const SHORTEST = 48;

/** A longer part gets a line of its own, so that a diff shows what has changed. */
const LONGEST = 400;

/** Every distinct schema once: its text (children by number) is its identity. */
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
 * Replaces each part that is long, or occurs more than once, by `{ "$ref": "#/$defs/<index>" }`. What stays: alternatives, as
 * messages tell them; and what has a default, which is asked for where the field is not there. Linear in the schema's size.
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

/** As `mapChildren`, but for alternatives, which stay as they are. */
function mapParts(schema: Schema, change: (child: Schema) => Schema): Schema {
  return mapChildren(schema, (child, step) => (step === ALTERNATIVE ? child : change(child)));
}

function definition(place: number): Schema {
  return { $ref: `#/$defs/${place}` };
}

/** The number of a schema in the pool; one use more for each distinct schema that holds it. */
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
