import { execFileSync } from "node:child_process";

/** What a program given to Node prints, as JSON. */
function printedBy(flags: readonly string[], program: string, given: readonly string[]): unknown {
  return JSON.parse(
    execFileSync(process.execPath, [...flags, "-e", program, ...given], { encoding: "utf8" }),
  );
}

/** What the build makes of programs. */
const rewritten = (...programs: string[]) =>
  printedBy(
    ["--input-type=module"],
    `import { withSharedShapes } from "./scripts/shared-shapes.mjs";
     console.log(JSON.stringify(process.argv.slice(1).map(withSharedShapes)));`,
    programs,
  ) as string[];

test("what begins with the members of another object is begun with none", () => {
  expect(rewritten("f({...a,b:1},{...c,...d},{ ...{...e,f}, g })")).toEqual([
    "f({...null,...a,b:1},{...null,...c,...d},{...null, ...{...null,...e,f}, g })",
  ]);
});

test("the rest stays as it is", () => {
  const others = [
    ...["({...a})", "({b:1,...a})", "'{...a,b}'"],
    ...["({...rest}=a)", "({b,...rest}=a)", "f(...a,b)", "[...a,b]"],
  ];
  expect(rewritten(...others)).toEqual(others);
});

test("the objects are the same, and share their shape", () => {
  const program = "(a) => ({...a, b: 1, x: 2})";
  const compare = `const [before, after] = process.argv.slice(1).map((program) => (0, eval)(program));
    for (let count = 0; count < 1000; count += 1) after({ x: 1 });
    console.log(JSON.stringify([before({ x: 1 }), after({ x: 1 }), %HaveSameMap(after({ x: 1 }), after({ x: 1 }))]));`;
  expect(printedBy(["--allow-natives-syntax"], compare, [program, ...rewritten(program)])).toEqual([
    { x: 2, b: 1 },
    { x: 2, b: 1 },
    true,
  ]);
});
