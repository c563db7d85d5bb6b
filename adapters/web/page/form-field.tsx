import type { Field } from '../../../src/engine/message.ts';
import type { Texts } from './texts.ts';

/** One question of a form, with its hint and with what is wrong about the answer. */
export const FormField = ({
  t,
  id,
  field,
  first,
  value,
  wrong,
  onChange,
}: {
  readonly t: Texts;
  readonly id: string;
  readonly field: Field;
  /** Where the form begins. */
  readonly first: boolean;
  readonly value: string;
  readonly wrong: string | null;
  readonly onChange: (value: string) => void;
}) => {
  const hint = field.hint ?? (field.type === 'secret' ? t('form.secret') : null);
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  const about = (
    <>
      {field.label}
      {field.required && <span className="field-need"> {t('form.required')}</span>}
    </>
  );
  const below = (
    <>
      {hint !== null && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong !== null && (
        <p className="field-wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </>
  );
  const common = {
    id,
    name: field.name,
    value,
    'aria-required': field.required,
    'aria-invalid': wrong !== null,
    'aria-describedby': described,
    'data-first': first || undefined,
  };

  if (field.type === 'rating' || field.type === 'boolean') {
    return (
      <fieldset className="field" aria-describedby={described}>
        <legend>{about}</legend>
        <div className={field.type === 'rating' ? 'pills pills-rating' : 'pills'}>
          {field.options.map((option, index) => (
            <label key={option.value} className="pill">
              <input
                type="radio"
                data-first={(first && index === 0) || undefined}
                name={field.name}
                value={option.value}
                checked={value === option.value}
                onChange={() => onChange(option.value)}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </div>
        {below}
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{about}</label>
      {field.type === 'multiline' ? (
        <textarea
          {...common}
          rows={4}
          maxLength={field.max_length}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : field.type === 'choice' ? (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t('form.choose')}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          {...inputs[field.type]}
          maxLength={field.max_length}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {below}
    </div>
  );
};

const inputs = {
  text: { type: 'text', autoComplete: 'off' },
  // Not `number`: it changes with the mouse wheel, and takes what it does not understand for empty.
  number: { type: 'text', inputMode: 'decimal', autoComplete: 'off' },
  email: { type: 'email', autoComplete: 'email' },
  url: { type: 'url', autoComplete: 'url' },
  secret: { type: 'password', autoComplete: 'new-password' },
} as const;
