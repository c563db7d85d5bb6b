/** What an administrator sets while the program runs. Complete: what was never set has its default. */
export interface Settings {
  /** Where escalations of a channel's sessions go. */
  readonly escalation: Readonly<Partial<Record<'slack' | 'discord' | 'teams', { readonly channel: string }>>>;
}

export const defaultSettings: Settings = { escalation: {} };

export interface SettingsStore {
  get(): Promise<Settings>;
  put(settings: Settings, now: Date): Promise<void>;
}
