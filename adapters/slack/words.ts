/** What only this adapter says, by its keys in the locale files. */
export const words = {
  /** After a command or shortcut. */
  goesOn: 'slack.goes_on_in_dm',
  /** Labels the button that opens the direct messages. */
  openDm: 'slack.open_dm',
  /** A form could not be opened in time. */
  formLate: 'slack.form_late',
  /** Labels the button that opens it. */
  openForm: 'slack.open_form',
  /** Below words whose files could not be brought along. */
  filesLost: 'relay.files_lost',
  workspaceRefused: 'slack.workspace_refused',
  /** Above what the assistant's pane suggests. */
  prompts: 'slack.prompts',
  /** What the pane says the bot is doing: "Unstuck is looking …". */
  working: 'slack.working',
  /** The page at the end of an installation. */
  install: {
    installed: { title: 'slack.install.installed', more: 'slack.install.installed_more' },
    refused: { title: 'slack.workspace_refused', more: 'slack.install.refused_more' },
    cancelled: { title: 'slack.install.cancelled', more: 'slack.install.cancelled_more' },
    stale: { title: 'slack.install.stale', more: 'slack.install.stale_more' },
    failed: { title: 'slack.install.failed', more: 'slack.install.failed_more' },
    again: 'slack.install.again',
  },
} as const;
