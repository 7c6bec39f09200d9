import { mapChildren, type Schema } from './schema';

/** A schema whose repeated parts stand once, in a table. */
export interface SharedSchema {
  readonly schema: Schema;
  readonly $defs: readonly Schema[];
}

/** A shorter part is not worth its reference. */
const SHORTEST = 48;

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

/** Replaces each part that occurs more than once by `{ "$ref": "#/$defs/<index>" }`. Linear in the schema's size. */
export function shareSchema(root: Schema): SharedSchema {
  const pool: Pool = { numbers: new Map(), nodes: [] };
  const start = intern(root, pool);
  const defs: Schema[] = [];
  const places = new Map<number, number>();
  const write = (number: number): Schema => {
    const node = nodeAt(pool, number);
    if (node.uses < 2 || node.size < SHORTEST) return inner(node);
    const place = places.get(number) ?? defs.push(inner(node)) - 1;
    places.set(number, place);
    return { $ref: `#/$defs/${place}` };
  };
  const inner = (node: Node) => mapChildren(node.shallow, (child) => write(numberOf(child)));
  return { schema: write(start), $defs: defs };
}

/** The number of a schema in the pool; one use more for each distinct schema that holds it. */
function intern(schema: Schema, pool: Pool): number {
  const shallow = mapChildren(schema, (child) => reference(intern(child, pool)));
  const text = JSON.stringify(shallow);
  const known = pool.numbers.get(text);
  if (known !== undefined) return known;
  let size = text.length;
  mapChildren(shallow, (child) => {
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
