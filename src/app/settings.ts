import type { ChannelName } from '../engine/command.ts';
import type { Priority } from '../engine/escalation.ts';
import type { Locale } from '../engine/template.ts';
import type { Clock } from './ports.ts';

/** Platforms where agents can work. */
export const agentChannels = ['slack', 'discord', 'teams', 'web'] as const;
export type AgentChannel = (typeof agentChannels)[number];

/** A place on a platform, as it is called there. */
export interface PlaceSetting {
  readonly channel: AgentChannel;
  /** The platform's id of the channel. */
  readonly conversation: string;
  /** What the team says there; the installation's language by default. */
  readonly locale?: Locale;
}

export interface RouteSetting {
  /** What all must be so; nothing: every hand-off. */
  readonly match: {
    readonly category?: string;
    /** Where the person is. */
    readonly channel?: ChannelName;
    readonly priority?: Priority;
  };
  readonly to: PlaceSetting;
}

export interface EscalationSettings {
  /** Where the hand-offs of a channel's sessions go. */
  readonly slack?: { readonly channel: string };
  readonly discord?: { readonly channel: string };
  readonly teams?: { readonly channel: string };
  /** Asked first, in their order; "escalate further" goes on to the next one that matches. */
  readonly routes?: readonly RouteSetting[];
  /** Where goes what nothing else takes, and what nobody claims. */
  readonly fallback?: PlaceSetting;
  /** When somebody is there, in the team's words: the person reads them. */
  readonly hours?: string;
  readonly usual_wait_minutes?: number;
}

/** In minutes; `null` switches it off. */
export interface TimerSettings {
  /** A person who stopped in the middle of a guide is asked whether they go on. */
  readonly nudge_after_minutes?: number | null;
  /** A session is closed as abandoned so long after its last sign of life. */
  readonly expire_after_minutes?: number | null;
  /** The agents' place is reminded of what nobody has claimed, so often at most. */
  readonly remind_agents_after_minutes?: number | null;
  readonly reminders?: number;
  /** What nobody claims goes to the fallback. */
  readonly fallback_after_minutes?: number | null;
}

/** A model helps where there is one (OPENAI_API_KEY), unless it is switched off here. */
export interface ModelSettings {
  readonly enabled?: boolean;
}

/** The admins' channel; the first that is set and can be written to is used. */
export interface AdminSettings {
  readonly slack?: { readonly channel: string };
  readonly discord?: { readonly channel: string };
  readonly teams?: { readonly channel: string };
}

/** How much people may ask in a minute, at each replica. */
export interface LimitSettings {
  readonly per_person?: number;
  readonly per_workspace?: number;
}

export interface PrivacySettings {
  /** So many days after their end, sessions lose their person and what was written; left out: never. */
  readonly keep_days?: number;
  /** So many days the audit log keeps a line; 400 by default. */
  readonly keep_audit_days?: number;
}

/** What an administrator sets while the program runs. What is left out has its default. */
export interface Settings {
  readonly escalation: EscalationSettings;
  readonly timers?: TimerSettings;
  readonly llm?: ModelSettings;
  /** Where admins are told what needs them. */
  readonly admin?: AdminSettings;
  readonly limits?: LimitSettings;
  readonly privacy?: PrivacySettings;
  /** What is spoken with people whose language their platform does not tell; `DEFAULT_LOCALE` by default. */
  readonly locale?: Locale;
}

export const settingParts = [
  'escalation',
  'timers',
  'llm',
  'admin',
  'limits',
  'privacy',
  'locale',
] as const satisfies readonly (keyof Settings)[];
export const noSettings: Settings = { escalation: {} };

const defaultTimers: Required<TimerSettings> = {
  nudge_after_minutes: 60,
  expire_after_minutes: 24 * 60,
  remind_agents_after_minutes: 15,
  reminders: 2,
  fallback_after_minutes: 45,
};

export const timersOf = ({ timers }: Settings): Required<TimerSettings> => ({ ...defaultTimers, ...timers });

export interface SettingsStore {
  get(): Promise<Settings>;
  /** Replaces all of it. */
  put(settings: Settings, now: Date): Promise<void>;
}

/** So old may settings be where they are used: another replica may have changed them. */
const rememberedMs = 2_000;

export interface LiveSettings {
  /** Without asking the database each time. */
  readonly read: () => Promise<Settings>;
  /** What is put there holds at this replica at once. */
  readonly store: SettingsStore;
}

/** @param heard hears of them whenever they were read */
export const createLiveSettings = (
  store: SettingsStore,
  clock: Clock,
  heard: (settings: Settings) => void = () => undefined,
): LiveSettings => {
  let known: { readonly settings: Settings; readonly until: number } | null = null;
  const read = async (): Promise<Settings> => {
    const now = clock.now().getTime();
    if (known !== null && now < known.until && known.until - now <= rememberedMs) return known.settings;
    const settings = await store.get();
    known = { settings, until: now + rememberedMs };
    heard(settings);
    return settings;
  };
  return {
    read,
    store: {
      get: () => store.get(),
      put: async (settings, now) => {
        await store.put(settings, now);
        known = null;
        await read();
      },
    },
  };
};
