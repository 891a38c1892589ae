import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getNullableType, isObjectType } from "graphql";
import { RULES } from "../../src/auth/permissions";
import { permissionsPage } from "../../src/auth/permissions-page";
import { ROLES } from "../../src/auth/roles";
import { SECRET_FIELDS } from "../../src/auth/secret-fields";
import { isSecretMember } from "../../src/observability/secrets";
import { createSchema } from "../../src/schema";
import { PERMISSIONS } from "../../src/types/graph/permission";

test("every operation has its rule", () => {
  expect(Object.keys(RULES)).toHaveLength(73);
});

test("what changes something is not to be had with a permission to look", () => {
  const changing = Object.entries(RULES).filter(([name]) => !/^(Describe|Get|List)/.test(name));
  const checking: string[] = [...ROLES.viewer.permissions, ...ROLES.auditor.permissions];
  expect(changing.filter(([, { needs }]) => checking.includes(needs))).toEqual([]);
});

test("every permission is given by some role, and only one role gives all", () => {
  const all = Object.keys(PERMISSIONS);
  expect(Object.values(ROLES).filter(({ permissions }) => permissions.length === all.length)).toHaveLength(1);
  expect(all.filter((one) => !ROLES.admin.permissions.includes(one as "read"))).toEqual([]);
});

test("every output field with a secret's name is guarded, and can be null", () => {
  const guarded: string[] = [];
  for (const type of Object.values(createSchema().getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      if (!isSecretMember(field.name)) continue;
      guarded.push(`${type.name}.${field.name}`);
      expect(getNullableType(field.type)).toBe(field.type);
    }
  }
  expect(guarded.sort()).toEqual(Object.keys(SECRET_FIELDS).sort());
});

test("docs/permissions.md is what the tables say; `npm run fix` writes it", () => {
  const squeezed = (text: string) => text.replace(/\s+/g, " ").replace(/-{3,}/g, "---");
  const page = readFileSync(join(__dirname, "../../docs/permissions.md"), "utf8");
  expect(squeezed(page)).toBe(squeezed(permissionsPage()));
});
