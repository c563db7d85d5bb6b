import { EntitySchema } from 'typeorm';
import {
  flag,
  id,
  int,
  json,
  moment,
  momentOrNow,
  nullable,
  text,
  textList,
  withDefault,
} from './columns.ts';
import type { ApiKeyRow, AuditRecord, ClaimRecord, RoleRecord } from './rows.ts';

/** The tables of who may do what, and of what they did. */

export const ApiKeyEntity = new EntitySchema<ApiKeyRow>({
  name: 'support_api_keys',
  columns: {
    key_id: id,
    name: text,
    key_hash: { ...text, unique: true },
    scopes: textList,
    created_at: momentOrNow,
    last_used_at: nullable(moment),
    revoked_at: nullable(moment),
    created_by: nullable(text),
  },
});

export const RoleEntity = new EntitySchema<RoleRecord>({
  name: 'support_roles',
  columns: { person: id, role: text, name: nullable(text), granted_by: text, updated_at: momentOrNow },
});

export const AuditEntity = new EntitySchema<AuditRecord>({
  name: 'support_audit',
  columns: {
    audit_id: id,
    at: momentOrNow,
    actor: text,
    actor_name: nullable(text),
    origin: text,
    action: text,
    target: nullable(text),
    before: nullable(json),
    after: nullable(json),
    settled: withDefault(flag, false),
  },
});

export const ClaimEntity = new EntitySchema<ClaimRecord>({
  name: 'support_claims',
  columns: { claim: id, code_hash: text, tries_left: int, expires_at: moment },
});
