import type { EntitySchemaColumnOptions } from 'typeorm';

/** The columns that tables are made of. */
type Column = EntitySchemaColumnOptions;

export const id: Column = { type: 'text', primary: true };
export const text: Column = { type: 'text' };
export const textList: Column = { type: 'text', array: true };
export const int: Column = { type: 'integer' };
export const flag: Column = { type: 'boolean' };
export const json: Column = { type: 'jsonb' };
export const moment: Column = { type: 'timestamptz' };

export const nullable = (column: Column): Column => ({ ...column, nullable: true });
export const withDefault = (column: Column, value: string | number | boolean): Column => ({
  ...column,
  default: value,
});
/** The database's own clock serves a row written without one. */
export const momentOrNow: Column = { ...moment, default: () => 'now()' };
