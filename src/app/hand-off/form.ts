import { isOfThisHandOff, placeOf } from '../../engine/hand-off.ts';
import type { Agent } from '../../engine/escalation.ts';
import type { FormName, Press } from '../../engine/message.ts';
import { previewTemplate } from '../../engine/render-template.ts';
import { isAgentForm, showAgentForm } from '../../engine/show/agent-forms.ts';
import type { User } from '../../engine/command.ts';
import type { Desk } from '../channel.ts';
import type { Ground } from '../ports.ts';
import { templateOf } from '../screen.ts';
import type { HandOffs } from './ports.ts';

/** As many as a menu takes everywhere. */
const offeredAtMost = 25;

/** The form behind an agent's button, in the agents' language; `null` where it is none of theirs. */
export const createAgentForm =
  (
    { store, templates, guideOf, texts }: Pick<Ground, 'store' | 'templates' | 'guideOf' | 'texts'>,
    handOffs: HandOffs,
  ) =>
  async (press: Press, name: FormName, user: User): Promise<Awaited<ReturnType<Desk['form']>> | null> => {
    if (!isAgentForm(name)) return null;
    const loaded = press.session_id === null ? null : await store.load(press.session_id);
    const session = loaded?.session;
    const locale = (session && placeOf(session)?.locale) ?? texts.nearest(user.locale);
    const say = (key: string, params?: Readonly<Record<string, string | number>>): string =>
      texts.say(locale, key, params);
    const stale = { refused: 'stale', note: say('agent.stale') };
    if (!session || !isOfThisHandOff(session, press.version)) return stale;
    const template = await templateOf(templates, session);
    const guides = name === 'other_guide' ? await templates.all() : [];
    const form = showAgentForm(name, session, {
      say,
      guide: template && guideOf(template, session),
      guides: [...new Map(guides.map((one) => [one.template_id, one])).values()].map((one) => ({
        template_id: one.template_id,
        name: previewTemplate(one, {}).name,
      })),
      agents: name === 'assign' ? withFirst(user, await handOffs.agents(offeredAtMost)) : [],
    });
    return form ? { form } : { refused: 'nothing_to_choose', note: say('agent.nothing_to_choose') };
  };

const withFirst = ({ id, name }: User, agents: readonly Agent[]): readonly Agent[] => [
  { id, name },
  ...agents.filter((agent) => agent.id !== id),
];
