import { useEffect, useRef, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import type { PersonItem } from '../protocol.ts';
import { CheckIcon, ClockIcon, CloseIcon, LockIcon } from './icons.tsx';
import type { Texts } from './texts.ts';
import { Words } from './thread-items.tsx';

/** What somebody said in their pane: who else has it by now, and, where others have it, a way to change it. */
export const OwnWords = ({
  t,
  item,
  onEdit,
}: {
  readonly t: Texts;
  readonly item: PersonItem;
  readonly onEdit: (id: string, text: string | null) => Promise<void>;
}) => {
  const [changing, setChanging] = useState(false);
  const state = stateOf(t, item);
  if (changing) {
    return (
      <Changing
        t={t}
        text={item.text}
        onSave={(text) => {
          setChanging(false);
          if (text !== item.text) void onEdit(item.id, text);
        }}
        onKeep={() => setChanging(false)}
      />
    );
  }
  return (
    <Words
      t={t}
      text={item.text}
      state="sent"
      look={item.seat === 'agent' ? `words-crossed-${item.crossed}` : ''}
    >
      {(state !== null || item.edited) && (
        <p className="words-state">
          {state}
          {item.edited && <span>{t('message.edited')}</span>}
          {item.crossed !== 'no' && (
            <>
              <button type="button" className="link-button" onClick={() => setChanging(true)}>
                {t('message.edit')}
              </button>
              <button type="button" className="link-button" onClick={() => void onEdit(item.id, null)}>
                {t('message.take_back')}
              </button>
            </>
          )}
        </p>
      )}
    </Words>
  );
};

const Changing = ({
  t,
  text,
  onSave,
  onKeep,
}: {
  readonly t: Texts;
  readonly text: string;
  readonly onSave: (text: string) => void;
  readonly onKeep: () => void;
}) => {
  const [now, setNow] = useState(text);
  const box = useRef<HTMLTextAreaElement>(null);
  // Whoever asked to change them goes on here.
  useEffect(() => box.current?.focus(), []);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (now.trim() !== '') onSave(now.trim());
  };
  return (
    <form className="changing" onSubmit={save}>
      <textarea
        rows={2}
        ref={box}
        dir="auto"
        value={now}
        aria-label={t('message.changing')}
        onChange={(event) => setNow(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onKeep();
        }}
      />
      <div className="changing-actions">
        <button type="button" className="link-button" onClick={onKeep}>
          {t('message.keep')}
        </button>
        <button type="submit" className="link-button" disabled={now.trim() === ''}>
          {t('message.save')}
        </button>
      </div>
    </form>
  );
};

const stateOf = (t: Texts, { seat, thread, crossed }: PersonItem): ReactNode => {
  switch (crossed) {
    case 'no':
      return seat === 'agent' && thread !== null ? (
        <span>
          <LockIcon /> {t('crossed.agent.no')}
        </span>
      ) : null;
    case 'on_its_way':
      return (
        <span>
          <ClockIcon /> {t(seat === 'agent' ? 'crossed.agent.on_its_way' : 'crossed.user.on_its_way')}
        </span>
      );
    case 'arrived':
      return (
        <span className="words-arrived">
          <CheckIcon /> {t(seat === 'agent' ? 'crossed.agent.arrived' : 'crossed.user.arrived')}
        </span>
      );
    case 'failed':
      return (
        <span className="words-lost">
          <CloseIcon /> {t('crossed.failed')}
        </span>
      );
  }
};
