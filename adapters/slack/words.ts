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
  workspaceRefused: 'slack.workspace_refused',
} as const;
