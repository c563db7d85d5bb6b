import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { KeyIcon } from './icons.tsx';
import type { Texts } from './texts.ts';

/** People type the whole of what the terminal tells them to. */
const commandPart = /^\s*(?:\/?troubleshoot-admin\s+)?claim\s+/i;

/** Where a server can be reached by others, who administers it has to say so. */
export const DoorForm = ({
  t,
  onEnter,
}: {
  readonly t: Texts;
  readonly onEnter: (secret: string) => Promise<string | null>;
}) => {
  const [secret, setSecret] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const enter = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = secret.replace(commandPart, '').trim();
    if (given !== '') setWrong(await onEnter(given));
  };
  return (
    <form className="empty door" onSubmit={(event) => void enter(event)}>
      <span className="empty-icon">
        <KeyIcon size={26} />
      </span>
      <h3>{t('admin.door.title')}</h3>
      <p>{t('admin.door.text')}</p>
      <div className="field">
        <label htmlFor="door-secret">{t('admin.door.label')}</label>
        <input
          id="door-secret"
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('admin.door.placeholder')}
          value={secret}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : 'door-wrong'}
          onChange={(event) => {
            setSecret(event.target.value);
            setWrong(null);
          }}
        />
        {wrong !== null && (
          <p className="field-wrong" id="door-wrong" role="alert">
            {wrong}
          </p>
        )}
      </div>
      <button type="submit" className="button button-primary" disabled={secret.trim() === ''}>
        {t('admin.door.enter')}
      </button>
    </form>
  );
};
