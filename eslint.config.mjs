import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Which folder may not import which: docs in CONTRIBUTING.md, "Which way imports run". */
const zones = [
  {
    target: "./src/types",
    from: "./src",
    except: ["./types"],
    message: "types import the SDK's types and each other, nothing else of ours.",
  },
  {
    target: "./src/emulator",
    from: "./src",
    except: ["./emulator"],
    message: "The emulator is an independent witness: it imports only the SDK.",
  },
  {
    target: ["./src/!(emulator)/**", "./src/!(server).ts"],
    from: "./src/emulator",
    message: "Only server.ts and tests start the emulator.",
  },
  {
    target: ["./src/directconnect", "./src/journal", "./src/store", "./src/auth"],
    from: ["./src/http", "./src/resolvers", "./src/schema.ts", "./src/context.ts", "./src/server.ts"],
    message: "Imports run http → schema → resolvers → context → directconnect | journal | auth.",
  },
  {
    target: ["./src/resolvers", "./src/context.ts", "./src/errors.ts", "./src/observability"],
    from: ["./src/http", "./src/schema.ts", "./src/server.ts"],
    message: "Imports run server → http → schema → resolvers → context.",
  },
  {
    target: ["./src/store"],
    from: ["./src/directconnect", "./src/journal", "./src/auth", "./src/types"],
    message: "The store knows tables, not what they are for.",
  },
  {
    target: ["./src/journal"],
    from: ["./src/directconnect", "./src/types"],
    message: "The journal keeps what it is told; src/directconnect makes the changes.",
  },
  {
    target: "./src/execution",
    from: "./src",
    except: ["./execution"],
    message: "execution knows GraphQL and nothing of this gateway.",
  },
  { target: ["./src/schema.ts"], from: ["./src/http", "./src/server.ts"] },
  { target: ["./src/http"], from: ["./src/server.ts"] },
];

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
  { ignores: ["dist/", "node_modules/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { project: ["./tsconfig.json"] } },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/extensions": [".ts", ".js"],
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-duplicates": "error",
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
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
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
);
