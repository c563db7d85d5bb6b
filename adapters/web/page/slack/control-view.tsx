import type { Texts } from '../texts.ts';
import type { Control } from './controls.ts';
import { MenuButton } from '../menu-button.tsx';

/** One button or menu of a message. */
export const ControlView = ({
  t,
  control,
  pressed,
  onPress,
}: {
  readonly t: Texts;
  readonly control: Control;
  readonly pressed: string | null;
  readonly onPress: (value: string) => void;
}) => {
  if (control.kind === 'menu')
    return <MenuButton t={t} look="slack" menu={control} pressed={pressed} onPress={onPress} />;
  const { label, spoken, value, url, style } = control;
  if (url !== null) {
    return (
      <a className={`slack-button slack-button-${style}`} href={url} target="_blank" rel="noreferrer">
        {label}
        <span className="visually-hidden"> ({t('slack.opens_new_tab')})</span>
      </a>
    );
  }
  return (
    <button
      type="button"
      className={`slack-button slack-button-${style}`}
      aria-label={spoken ?? undefined}
      // Not `disabled`: that would take the focus away from whoever has just pressed it.
      aria-disabled={pressed !== null || value === null}
      data-pressed={pressed !== null && pressed === value}
      onClick={() => {
        if (pressed === null && value !== null) onPress(value);
      }}
    >
      {label}
    </button>
  );
};
