import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import type { Form } from '../../../src/engine/message.ts';
import type { Platform, Seat } from '../protocol.ts';
import { Dialog } from './dialog.tsx';
import { FormField } from './form-field.tsx';
import type { Texts } from './texts.ts';

export interface OpenForm {
  readonly form: Form;
  /** Who opened it. */
  readonly seat: Seat;
  readonly platform: Platform;
  /** What the button carried that opened it. */
  readonly value: string;
}

/** What is wrong with what was submitted; `null` where it was taken. */
type Wrong = { readonly fields: Readonly<Record<string, string>>; readonly note: string | null } | null;

/** A form of the bot's, as Slack shows it in a modal. */
export const FormDialog = ({
  t,
  open,
  onSubmit,
  onClose,
}: {
  readonly t: Texts;
  readonly open: OpenForm;
  readonly onSubmit: (open: OpenForm, values: Readonly<Record<string, string>>) => Promise<Wrong>;
  readonly onClose: () => void;
}) => {
  const { form } = open;
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(form.fields.map(({ name, initial }) => [name, initial ?? ''])),
  );
  const [wrong, setWrong] = useState<Wrong>(null);
  const [sending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const prefix = useId();

  const change = (name: string, value: string): void => {
    setValues((before) => ({ ...before, [name]: value }));
    // What was said about the answer before is not true of this one.
    setWrong((before) => before && { ...before, fields: without(before.fields, name) });
  };
  const refuse = (next: NonNullable<Wrong>): void => {
    setWrong(next);
    const first = form.fields.find(({ name }) => next.fields[name] !== undefined);
    if (first) element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first.name)}"]`)?.focus();
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (sending) return;
    const missing = form.fields.filter(
      ({ name, required }) => required && (values[name] ?? '').trim() === '',
    );
    if (missing.length > 0) {
      refuse({
        fields: Object.fromEntries(missing.map(({ name }) => [name, t('form.missing')])),
        note: null,
      });
      return;
    }
    setSending(true);
    const answer = await onSubmit(open, given(values));
    setSending(false);
    if (answer !== null) refuse(answer);
  };

  return (
    <Dialog t={t} title={form.title} onClose={onClose}>
      <form ref={element} noValidate onSubmit={(event) => void submit(event)}>
        {form.intro !== null && <p className="dialog-intro">{form.intro}</p>}
        {wrong?.note && (
          <p className="form-error" role="alert">
            {wrong.note}
          </p>
        )}
        {form.fields.map((field, index) => (
          <FormField
            key={field.name}
            t={t}
            first={index === 0}
            id={`${prefix}${field.name}`}
            field={field}
            value={values[field.name] ?? ''}
            wrong={wrong?.fields[field.name] ?? null}
            onChange={(value) => change(field.name, value)}
          />
        ))}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {form.cancel}
          </button>
          <button type="submit" className="button button-primary" aria-disabled={sending}>
            {sending ? t('form.sending') : form.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
};

const without = (fields: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

/** What was left empty is not sent. */
const given = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
