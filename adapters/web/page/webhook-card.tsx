import type { DeliveryAttempt, TimelineWebhook } from '../protocol.ts';
import { ArrowIcon, ShieldIcon } from './icons.tsx';
import { Json, pretty } from './json.tsx';
import type { Texts } from './texts.ts';

/** The signed webhook that left for an event, and what became of it. */
export const WebhookCard = ({ t, webhook }: { readonly t: Texts; readonly webhook: TimelineWebhook }) => {
  const { event, sequence, status, attempts, arrival, next_attempt_at } = webhook;
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
      {arrival === null ? (
        <p className="webhook-check">{t(status === 'delivered' ? 'webhook.gone' : 'webhook.waiting')}</p>
      ) : (
        <p className="webhook-check webhook-verified">
          <ShieldIcon /> {t('webhook.verified')}
        </p>
      )}
      <details>
        <summary>
          {t('webhook.details')}
          <span className="visually-hidden">: {t('webhook.label', { event, sequence })}</span>
        </summary>
        {arrival !== null && (
          <>
            <p className="webhook-explains">{t('webhook.check')}</p>
            <h4>{t('webhook.headers')}</h4>
            <dl className="headers">
              {Object.entries(arrival.headers).map(([name, value]) => (
                <div key={name} className={name.startsWith('webhook-') ? 'header-signed' : undefined}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <h4>{t('webhook.body')}</h4>
            <pre className="code" tabIndex={0}>
              <Json text={pretty(arrival.body)} />
            </pre>
          </>
        )}
        <h4>{t('webhook.attempts')}</h4>
        <ol className="attempts">
          {attempts.map((attempt, index) => (
            <li key={attempt.at}>{attemptWords(t, attempt, index + 1)}</li>
          ))}
          {next_attempt_at !== null && (
            <li>{t('webhook.next', { time: new Date(next_attempt_at).toLocaleTimeString(t.locale) })}</li>
          )}
        </ol>
      </details>
    </div>
  );
};

const attemptWords = (t: Texts, attempt: DeliveryAttempt, number: number): string =>
  [
    `${t('webhook.attempt', { number })}:`,
    attempt.response_status === null ? null : t('webhook.answer', { status: attempt.response_status }),
    attempt.error,
    attempt.duration_ms === null ? null : t('webhook.in', { ms: attempt.duration_ms }),
  ]
    .filter((part) => part !== null)
    .join(' ');
