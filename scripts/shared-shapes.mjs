// `{...a, b}` makes objects that share no hidden class in V8 11 (Node 20): each has one of its own, adding `b` takes a
// microsecond, and whatever reads them later finds a shape that it has not seen. `{...null, ...a, b}` is the same object to
// JavaScript, and V8 makes it as it makes others. docs/decisions/0009 has the figures.
import ts from "typescript";

/** @param text a program. @returns the same, with such objects made in the second way. */
export function withSharedShapes(text) {
  const places = [];
  const visit = (node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const [first, ...others] = node.properties;
      // In a pattern (`({ ...a } = b)`) it could only be the last.
      if (first && ts.isSpreadAssignment(first) && others.length > 0) places.push(first.pos);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("program.js", text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS));
  const ends = [...places.sort((one, other) => one - other), text.length];
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)).join("...null,");
}
