import js from "@eslint/js";
import tseslint from "typescript-eslint";
import wording from "./scripts/wording/rule.js";

/** Only one folder sends a command to AWS. */
const sdkOutside = {
  paths: [
    {
      name: "@aws-sdk/client-direct-connect",
      importNames: ["DirectConnect", "DirectConnectClient"],
      allowTypeImports: true,
      message: "Only src/directconnect talks to AWS.",
    },
    { name: "@aws-sdk/client-sts", message: "Only src/directconnect talks to AWS." },
  ],
  patterns: [
    {
      group: ["@aws-sdk/client-direct-connect"],
      importNamePattern: "Command$",
      allowTypeImports: true,
      message: "Only src/directconnect sends a command to AWS.",
    },
  ],
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", ".stryker-tmp/", "reports/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ["./tsconfig.json"] } },
    rules: {
      "no-useless-rename": "error",
      "object-shorthand": ["error", "properties"],
      "no-duplicate-imports": ["error", { allowSeparateTypeImports: true }],
      "@typescript-eslint/consistent-type-imports": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      // GraphQL types are classes only because decorators need them; rows are the SDK's own plain objects.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/directconnect/**", "src/emulator/**"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", sdkOutside] },
  },
  {
    // A test knows the shape of the answer to its own document; a type for each would only repeat it.
    files: ["test/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.property.name=/^toBeLessThan/] > MemberExpression > CallExpression[callee.name='expect'] > BinaryExpression[operator='-'] > CallExpression.left[callee.property.name='now']",
          message:
            "How long something takes depends on the machine: count, pass in a clock, or let it never end.",
        },
      ],
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        exports: "readonly",
        module: "writable",
        require: "readonly",
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        __dirname: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  {
    files: ["**/*.ts"],
    plugins: { project: { rules: { wording } } },
    rules: { "project/wording": "error" },
  },
);
