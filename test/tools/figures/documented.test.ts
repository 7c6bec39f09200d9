import { Project } from 'ts-morph';
import { documentedExports, documentedMembers } from '../../../tools/figures/documented';

function moduleOf(index: string, other = 'export {};') {
  const project = new Project({ useInMemoryFileSystem: true });
  project.createSourceFile('other.ts', other);
  return [project, project.createSourceFile('index.ts', index)] as const;
}

test('the documentation of an export is at its declaration', () => {
  const other = '/** A. */ export const a = 1;\nexport const b = 1;\n/** C. */ export type C = 1;\nexport interface D {}';
  expect(documentedExports(...moduleOf("export { a, b, type C, type D } from './other';", other))).toEqual({
    all: ['a', 'b', 'C', 'D'],
    missing: ['b', 'D'],
  });
});

test('a comment with tags only is no documentation', () => {
  expect(documentedExports(...moduleOf('/** @default 1 */ export const a = 1;')).missing).toEqual(['a']);
});

test('properties, methods, accessors, index signatures and constructor parameters are members', () => {
  const index = `
    export interface I { a: string; b(): void; [key: string]: unknown }
    export type T = { c: string };
    export class C { static d = 1; e = 1; get f() { return 1; } g() {} constructor(readonly h: string, i: string) {} }`;
  expect(documentedMembers(...moduleOf(index)).all).toEqual([
    ...['I.a', 'I.b', 'I.__index', 'T.c'],
    ...['C.d', 'C.e', 'C.f', 'C.g', 'C.h'],
  ]);
});

test('private and protected members do not count', () => {
  const index =
    'export class C { private a = 1; protected b = 1; #c = 1; constructor(private d: string, protected e: string) {} }';
  expect(documentedMembers(...moduleOf(index)).all).toEqual([]);
});

test('a member inherits the documentation of the member that it implements', () => {
  const index = `
    export interface I {
      /** A. */
      a: string;
      b: string;
    }
    export class C implements I { a = ''; b = ''; }`;
  expect(documentedMembers(...moduleOf(index))).toEqual({ all: ['I.a', 'I.b', 'C.a', 'C.b'], missing: ['I.b', 'C.b'] });
});

test('an inherited member counts where it is declared', () => {
  const other = 'export class Base { a = 1; }';
  const index = "import { Base } from './other';\nexport class C extends Base { b = 1; }";
  expect(documentedMembers(...moduleOf(index, other))).toEqual({ all: ['C.b'], missing: ['C.b'] });
});
