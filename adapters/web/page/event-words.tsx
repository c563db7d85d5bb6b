import type { TimelineEntry } from '../protocol.ts';
import { CheckIcon, CloseIcon, DotIcon, GuideIcon, PersonIcon, PlayIcon, StarIcon } from './icons.tsx';
import { isTextKey, languageName } from './texts.ts';
import type { TextKey, Texts } from './texts.ts';

/** An event in plain words. */
export const eventWords = (t: Texts, { type, params }: TimelineEntry): string => {
  switch (type) {
    case 'session_started':
      return t(
        params['problem'] != null
          ? 'event.session_started'
          : params['previous'] != null
            ? 'event.session_started.again'
            : 'event.session_started.silent',
        params,
      );
    case 'guides_offered':
      return t(variant('event.guides_offered', params['mode'], 'event.guides_offered.offer'), params);
    case 'session_escalated':
      return t(variant('event.session_escalated', params['cause'], 'event.session_escalated.asked'), params);
    case 'escalation_closed':
      return t(variant('event.escalation_closed', params['solved'], 'event.escalation_closed.no'), params);
    case 'escalation_placed':
      return t(
        params['place'] == null ? 'event.escalation_placed.nowhere' : 'event.escalation_placed',
        params,
      );
    case 'message_relayed':
      return t(
        params['direction'] === 'to_person'
          ? 'event.message_relayed.to_person'
          : 'event.message_relayed.to_agents',
        params,
      );
    case 'message_amended':
      return t(params['text'] == null ? 'event.message_amended.gone' : 'event.message_amended', params);
    case 'line_switched':
      return t(params['open'] === 'yes' ? 'event.line_switched.open' : 'event.line_switched.closed', params);
    case 'feedback_received':
      return t(
        params['comment'] == null ? 'event.feedback_received' : 'event.feedback_received.comment',
        params,
      );
    case 'language_changed': {
      const locale = String(params['locale']);
      return t('event.language_changed', {
        language: languageName(locale, t.locale),
      });
    }
    case 'problem_described':
    case 'guide_confirmed':
    case 'variables_provided':
    case 'answers_withdrawn':
    case 'step_shown':
    case 'step_completed':
    case 'step_failed':
    case 'resolution_asked':
    case 'went_back':
    case 'guide_restarted':
    case 'guide_withdrawn':
    case 'session_resolved':
    case 'escalation_claimed':
    case 'escalation_released':
    case 'escalation_returned':
    case 'escalation_prioritised':
    case 'escalation_arrived':
    case 'escalation_passed_on':
    case 'escalation_displaced':
    case 'agents_reminded':
    case 'reminder_set':
    case 'session_cancelled':
    case 'session_expired':
      return t(`event.${type}`, params);
  }
};

const variant = (prefix: string, name: string | number | null | undefined, otherwise: TextKey): TextKey => {
  const key = `${prefix}.${name}`;
  return isTextKey(key) ? key : otherwise;
};

/** How an event looks: the tone is a colour, and never alone in saying what happened. */
export const eventLook = (type: TimelineEntry['type']) => {
  switch (type) {
    case 'session_started':
    case 'guide_restarted':
      return { tone: 'start', Icon: PlayIcon } as const;
    case 'guides_offered':
    case 'guide_confirmed':
      return { tone: 'start', Icon: GuideIcon } as const;
    case 'step_completed':
    case 'session_resolved':
      return { tone: 'good', Icon: CheckIcon } as const;
    case 'step_failed':
    case 'guide_withdrawn':
      return { tone: 'bad', Icon: CloseIcon } as const;
    case 'session_escalated':
    case 'escalation_claimed':
    case 'escalation_released':
    case 'escalation_returned':
    case 'escalation_closed':
    case 'escalation_prioritised':
    case 'escalation_placed':
    case 'escalation_arrived':
    case 'escalation_passed_on':
    case 'escalation_displaced':
    case 'agents_reminded':
    case 'line_switched':
    case 'message_relayed':
    case 'message_amended':
      return { tone: 'human', Icon: PersonIcon } as const;
    case 'feedback_received':
      return { tone: 'human', Icon: StarIcon } as const;
    case 'problem_described':
    case 'variables_provided':
    case 'answers_withdrawn':
    case 'step_shown':
    case 'resolution_asked':
    case 'went_back':
    case 'language_changed':
    case 'reminder_set':
    case 'session_cancelled':
    case 'session_expired':
      return { tone: 'quiet', Icon: DotIcon } as const;
  }
};
