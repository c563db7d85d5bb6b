import { useId, useState } from 'react';
import type { Arrival, DeliveryAttempt, TimelineWebhook } from '../protocol.ts';
import { clockTime } from './clock-time.ts';
import { ArrowIcon, CaretIcon, ShieldIcon } from './icons.tsx';
import { Json, pretty } from './json.tsx';
import type { Texts } from './texts.ts';

/** The signed webhook that left for an event, and what became of it. */
export const WebhookCard = ({ t, webhook }: { readonly t: Texts; readonly webhook: TimelineWebhook }) => {
  const [open, setOpen] = useState(false);
  const details = useId();
  const { event, sequence, status, attempts, arrival } = webhook;
  const last = attempts.at(-1);
  return (
    <div className={`webhook webhook-${status}`} data-status={status}>
      <p className="webhook-line">
        <ArrowIcon />
        <code>{event}</code>
        <span className="webhook-sequence">{t('webhook.sequence', { sequence })}</span>
        <span className="webhook-status">
          {t(`webhook.${status}`)}
          {last?.response_status != null && ` · ${last.response_status}`}
          {last?.duration_ms != null && ` · ${last.duration_ms} ms`}
        </span>
      </p>
      <div className="webhook-line">
        {arrival === null ? (
          <span className="webhook-check">
            {t(status === 'delivered' ? 'webhook.gone' : 'webhook.waiting')}
          </span>
        ) : (
          <span className="webhook-check webhook-verified">
            <ShieldIcon /> {t('webhook.verified')}
          </span>
        )}
        <button
          type="button"
          className="webhook-toggle"
          aria-expanded={open}
          aria-controls={open ? details : undefined}
          onClick={() => setOpen((before) => !before)}
        >
          {t('webhook.details')}
          <span className="visually-hidden">: {t('webhook.label', { event, sequence })}</span>
          <CaretIcon />
        </button>
      </div>
      {open && (
        <div id={details} className="webhook-details">
          {arrival !== null && <Sent t={t} arrival={arrival} />}
          <h3>{t('webhook.attempts')}</h3>
          <ol className="attempts">
            {attempts.map((attempt, index) => (
              <li key={attempt.at}>{attemptWords(t, attempt, index + 1)}</li>
            ))}
            {webhook.next_attempt_at !== null && (
              <li>{t('webhook.next', { time: clockTime(t.locale, webhook.next_attempt_at) })}</li>
            )}
          </ol>
        </div>
      )}
    </div>
  );
};

const Sent = ({ t, arrival }: { readonly t: Texts; readonly arrival: Arrival }) => (
  <>
    <p className="webhook-explains">{t('webhook.check')}</p>
    <h3>{t('webhook.headers')}</h3>
    <dl className="headers">
      {Object.entries(arrival.headers).map(([name, value]) => (
        <div key={name} className={name.startsWith('webhook-') ? 'header-signed' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
    <h3>{t('webhook.body')}</h3>
    <pre className="code" tabIndex={0} role="region" aria-label={t('webhook.body')}>
      <Json text={pretty(arrival.body)} />
    </pre>
  </>
);

const attemptWords = (t: Texts, attempt: DeliveryAttempt, number: number): string =>
  [
    `${t('webhook.attempt', { number })}:`,
    attempt.response_status === null ? null : t('webhook.answer', { status: attempt.response_status }),
    attempt.error,
    attempt.duration_ms === null ? null : t('webhook.in', { ms: attempt.duration_ms }),
  ]
    .filter((part) => part !== null)
    .join(' ');
