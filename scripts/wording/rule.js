const { basename } = require("node:path");
const { problemOfName, problemsOfProse, problemsOfText } = require("./words.js");

const MESSAGE = "Readers were confused by `{{word}}`. Write instead: {{instead}}.";

/** What declares a name: only there it is reported, not wherever the name is used. */
const DECLARES = new Set([
  "VariableDeclarator",
  "FunctionDeclaration",
  "ClassDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSEnumDeclaration",
  "TSTypeParameter",
]);

const HOLDS_MEMBER = new Set([
  "PropertyDefinition",
  "MethodDefinition",
  "TSPropertySignature",
  "TSMethodSignature",
  "TSAbstractPropertyDefinition",
  "TSAbstractMethodDefinition",
]);

function isDeclaration(node) {
  const { parent } = node;
  if (DECLARES.has(parent.type) && (parent.id === node || parent.name === node)) return true;
  if (HOLDS_MEMBER.has(parent.type)) return parent.key === node && !parent.computed;
  if (parent.type === "Property") return parent.parent.type === "ObjectPattern" && parent.value === node;
  if (parent.type === "AssignmentPattern") return parent.left === node;
  if (parent.type === "RestElement" || parent.type === "ArrayPattern") return true;
  return "params" in parent && parent.params.includes(node);
}

/** Keeps words that have confused readers out of names, comments, texts and file names. */
module.exports = {
  meta: { type: "suggestion", schema: [], messages: { word: MESSAGE } },
  create(context) {
    const { sourceCode } = context;
    const reportName = (node, name) => {
      const problem = problemOfName(name);
      if (problem !== undefined) context.report({ node, messageId: "word", data: problem });
    };
    const report = (node, problems) => {
      for (const { index, ...data } of problems) {
        const loc = sourceCode.getLocFromIndex(Math.min(node.range[0] + index, node.range[1]));
        context.report({ loc, messageId: "word", data });
      }
    };
    return {
      Program(node) {
        reportName(node, basename(context.filename).replace(/\..*$/, ""));
        for (const comment of sourceCode.getAllComments()) report(comment, problemsOfProse(comment.value));
      },
      Identifier(node) {
        if (isDeclaration(node)) reportName(node, node.name);
      },
      PrivateIdentifier(node) {
        if (isDeclaration(node)) reportName(node, node.name);
      },
      Literal(node) {
        if (typeof node.value === "string") report(node, problemsOfText(node.value));
      },
      TemplateElement(node) {
        report(node, problemsOfText(node.value.raw));
      },
    };
  },
};
