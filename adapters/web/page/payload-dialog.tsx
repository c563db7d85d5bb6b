import { useEffect, useRef, useState } from 'react';
import type { Platform } from '../protocol.ts';
import { Dialog } from './dialog.tsx';
import { Json } from './json.tsx';
import type { Texts } from './texts.ts';

/** The raw message, to look at and to copy. */
export const PayloadDialog = ({
  t,
  platform,
  payload,
  onClose,
}: {
  readonly t: Texts;
  readonly platform: Platform;
  readonly payload: object;
  readonly onClose: () => void;
}) => {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLPreElement>(null);
  const text = JSON.stringify(payload, null, 2);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = window.setTimeout(() => setCopied(false), 2000);
    return () => window.clearTimeout(timer);
  }, [copied]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Where the browser keeps its clipboard shut, the text is at least selected.
      if (code.current) window.getSelection()?.selectAllChildren(code.current);
    }
  };

  return (
    <Dialog t={t} title={t('payload.title', { platform: t(`platform.${platform}`) })} wide onClose={onClose}>
      <p className="dialog-intro">{t(`payload.text.${platform}`)}</p>
      <pre className="code" ref={code} tabIndex={0} role="region" aria-label={t(`payload.name.${platform}`)}>
        <Json text={text} />
      </pre>
      <div className="dialog-actions">
        <span role="status" className="copied">
          {copied ? t('payload.copied') : ''}
        </span>
        <button type="button" className="button button-primary" data-first onClick={() => void copy()}>
          {t('payload.copy')}
        </button>
      </div>
    </Dialog>
  );
};
